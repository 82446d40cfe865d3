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
import org.jspecify.annotations.Nullable;
import org.vaelab.reports.text.Escape;

/** A picture as SVG. */
final class SvgFile implements Picture.Surface {

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
        String size = isInline ? "" : "width=\"%1$dpt\" height=\"%2$dpt\" ";
        String head =
                "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:xlink=\"http://www.w3.org/1999/xlink\" "
                        + size
                        + "viewBox=\"0 0 %1$d %2$d\" role=\"img\" aria-label=\"%3$s\">\n";
        return String.format(
                        Locale.ROOT,
                        head,
                        (int) picture.width(),
                        (int) Math.ceil(picture.height()),
                        Escape.html(alternative))
                + (isInline ? "" : Glyphs.definitions(file.out))
                + String.join("", file.clips.values())
                + file.out
                + "</svg>\n";
    }

    @Override
    public void shape(
            Shape shape,
            Color colour,
            @Nullable BasicStroke stroke,
            @Nullable Rectangle2D clip) {
        out.append("<path");
        if (stroke == null) {
            colour("fill", colour);
        } else {
            out.append(" fill=\"none\"");
            colour("stroke", colour);
            attribute("stroke-width", PathText.number(stroke.getLineWidth()));
            float[] dashes = stroke.getDashArray();
            if (dashes != null) {
                StringBuilder lengths = new StringBuilder();
                for (float dash : dashes) {
                    lengths.append(lengths.isEmpty() ? "" : " ").append(PathText.number(dash));
                }
                attribute("stroke-dasharray", lengths.toString());
            }
        }
        if (clip != null) {
            attribute("clip-path", "url(#" + clip(PathText.svg(clip, 2)) + ")");
        }
        attribute("d", PathText.svg(shape, 2));
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
            attribute(attribute + "-opacity", PathText.number(colour.getAlpha() / 255.0));
        }
    }

    @Override
    public void text(String text, double size, double x, double y, Color colour) {
        out.append("<g");
        colour("fill", colour);
        attribute(
                "transform",
                "translate(" + pair(x, y) + ") scale(" + (float) (size / Glyphs.UNITS) + ")");
        out.append('>');
        Glyphs.of(text).forEach(glyph -> out.append(Glyphs.use(glyph)));
        out.append("</g>\n");
    }

    private static String pair(double x, double y) {
        return PathText.number(x) + " " + PathText.number(y);
    }

    @Override
    public void image(BufferedImage image, Rectangle2D place) {
        out.append("<image");
        attribute("x", PathText.number(place.getX()));
        attribute("y", PathText.number(place.getY()));
        attribute("width", PathText.number(place.getWidth()));
        attribute("height", PathText.number(place.getHeight()));
        attribute("preserveAspectRatio", "none");
        attribute("image-rendering", "pixelated");
        String bytes = Base64.getEncoder().encodeToString(PngFile.bytes(image));
        attribute("xlink:href", "data:image/png;base64," + bytes);
        out.append("/>\n");
    }

    @Override
    public void group(AffineTransform place, Picture picture) {
        boolean isMoved = place.getDeterminant() == 1 && place.getScaleX() == 1;
        double[] m = new double[6];
        place.getMatrix(m);
        out.append("<g");
        attribute(
                "transform",
                isMoved
                        ? "translate(" + pair(m[4], m[5]) + ")"
                        : "matrix("
                                + (float) m[0] + " " + (float) m[1] + " "
                                + (float) m[2] + " " + (float) m[3] + " "
                                + pair(m[4], m[5]) + ")");
        out.append(">\n");
        picture.drawOn(this);
        out.append("</g>\n");
    }
}
