// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.vaelab.reports.figures.Picture.Ink;
import org.vaelab.reports.text.Escape;

/** A picture as SVG. */
final class SvgFile implements Picture.Surface {

    private static final String HEAD =
            "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                    + "%sviewBox=\"0 0 %s %s\" role=\"img\" aria-label=\"%s\">\n";

    private final StringBuilder out = new StringBuilder();
    private final Map<String, String> clips = new LinkedHashMap<>();
    private final String name;
    private final boolean isInline;

    private SvgFile(String name, boolean isInline) {
        this.name = name;
        this.isInline = isInline;
    }

    /**
     * Returns a picture as an {@code svg} element.
     *
     * @param name of the file, which identifiers contain
     * @param isInline whether it is part of an HTML page, which has the colours and the glyphs
     */
    static String of(Picture picture, String name, String alternative, boolean isInline) {
        SvgFile file = new SvgFile(name, isInline);
        picture.drawOn(file);
        int width = (int) picture.width();
        int height = (int) Math.ceil(picture.height());
        String size = "width=\"%spt\" height=\"%spt\" ".formatted(width, height);
        return HEAD.formatted(isInline ? "" : size, width, height, Escape.html(alternative))
                + (isInline ? "" : Glyphs.definitions(file.out))
                + String.join("", file.clips.values())
                + file.out
                + "</svg>\n";
    }

    @Override
    public void shape(Shape shape, Ink ink) {
        out.append("<path");
        BasicStroke stroke = ink.stroke();
        if (stroke == null) {
            colour("fill", ink.colour());
        } else {
            attribute("fill", "none");
            colour("stroke", ink.colour());
            attribute("stroke-width", SvgPath.number(stroke.getLineWidth()));
            if (stroke.getDashArray() != null) {
                attribute("stroke-dasharray", SvgPath.numbers(stroke.getDashArray()));
            }
        }
        if (ink.clip() != null) {
            attribute("clip-path", "url(#" + clip(SvgPath.of(ink.clip(), 2)) + ")");
        }
        attribute("d", SvgPath.of(shape, 2));
        out.append("/>\n");
    }

    private String clip(String path) {
        String id = "clip-" + name + "-" + clips.size();
        String known =
                clips.computeIfAbsent(
                        path,
                        d -> "<clipPath id=\"" + id + "\"><path d=\"" + d + "\"/></clipPath>\n");
        return known.substring(known.indexOf('"') + 1, known.indexOf("\">"));
    }

    private void attribute(String attribute, String value) {
        out.append(' ').append(attribute).append("=\"").append(value).append('"');
    }

    private void colour(String attribute, Color colour) {
        String hex = String.format(Locale.ROOT, "#%06x", colour.getRGB() & 0xFFFFFF);
        boolean isInk = isInline && colour.equals(Palette.INK);
        boolean isRule = isInline && colour.equals(Palette.RULE);
        attribute(attribute, isInk ? "currentColor" : isRule ? "var(--hair)" : hex);
        if (colour.getAlpha() < 255) {
            attribute(attribute + "-opacity", SvgPath.number(colour.getAlpha() / 255.0));
        }
    }

    @Override
    public void text(String text, double size, double x, double y, Color colour) {
        double scale = size / Glyphs.UNITS;
        out.append("<g");
        colour("fill", colour);
        transform(new AffineTransform(scale, 0, 0, scale, x, y));
        Glyphs.of(text).forEach(glyph -> out.append(Glyphs.use(glyph)));
        out.append("</g>\n");
    }

    private void transform(AffineTransform place) {
        attribute("transform", "matrix(" + SvgPath.matrix(place) + ")");
        out.append('>');
    }

    @Override
    public void image(BufferedImage image, Rectangle2D place) {
        out.append("<image");
        attribute("x", SvgPath.number(place.getX()));
        attribute("y", SvgPath.number(place.getY()));
        attribute("width", SvgPath.number(place.getWidth()));
        attribute("height", SvgPath.number(place.getHeight()));
        attribute("preserveAspectRatio", "none");
        attribute("image-rendering", "pixelated");
        String bytes = Base64.getEncoder().encodeToString(PngFile.bytes(image));
        attribute("xlink:href", "data:image/png;base64," + bytes);
        out.append("/>\n");
    }

    @Override
    public void group(AffineTransform place, Picture picture) {
        out.append("<g");
        transform(place);
        picture.drawOn(this);
        out.append("</g>\n");
    }
}
