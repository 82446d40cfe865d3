// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import de.erichseifert.vectorgraphics2d.Processors;
import de.erichseifert.vectorgraphics2d.VectorGraphics2D;
import de.erichseifert.vectorgraphics2d.util.PageSize;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.vaelab.reports.text.Escape;

/** Writes figures as SVG, PDF and PNG. */
final class FigureFiles {

    private static final double PIXELS_PER_POINT = 300 / 72.0;
    private static final double MILLIMETRES_PER_POINT = 25.4 / 72;
    private static final String FILE =
            "xmlns:xlink=\"http://www.w3.org/1999/xlink\" width=\"%1$dpt\" height=\"%2$dpt\" ";
    private static final Pattern CLIP = Pattern.compile("clip-?\\d+");
    private static final Pattern HEAD = Pattern.compile("(?s)^.*?<svg[^>]*>");

    private FigureFiles() {}

    static String svg(Figure figure, Width width) {
        String raw = new String(vector(figure, width, "svg", 1), StandardCharsets.UTF_8);
        String head =
                String.format(
                        Locale.ROOT,
                        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n%s",
                        element(figure, width, FILE));
        return numbered(
                HEAD.matcher(raw.replace("\r\n", "\n"))
                        .replaceFirst(Matcher.quoteReplacement(head)),
                width.file(figure.id()));
    }

    static String inlineSvg(Figure figure, Width width) {
        return HEAD.matcher(figure.svg(width))
                .replaceFirst(Matcher.quoteReplacement(element(figure, width, "")))
                .replace(css(Palette.INK), "currentColor")
                .replace(css(Palette.RULE), "var(--hair)");
    }

    private static String element(Figure figure, Width width, String attributes) {
        int height = (int) Math.ceil(figure.drawing().height(width));
        return String.format(
                Locale.ROOT,
                "<svg xmlns=\"http://www.w3.org/2000/svg\" "
                        + attributes
                        + "viewBox=\"0 0 %1$d %2$d\" role=\"img\" aria-label=\"%3$s\">",
                (int) width.points(),
                height,
                Escape.html(figure.alternative()));
    }

    /** Replaces identifiers that are hash codes by ones of this figure, in order. */
    private static String numbered(String svg, String file) {
        Map<String, String> names = new LinkedHashMap<>();
        return CLIP.matcher(svg)
                .replaceAll(
                        match ->
                                names.computeIfAbsent(
                                        match.group(), m -> "clip-" + file + "-" + names.size()));
    }

    private static String css(Color colour) {
        return String.format(
                Locale.ROOT, "rgb(%d,%d,%d)", colour.getRed(), colour.getGreen(), colour.getBlue());
    }

    static byte[] pdf(Figure figure, Width width) {
        return vector(figure, width, "pdf", MILLIMETRES_PER_POINT);
    }

    static byte[] png(Figure figure, Width width) {
        BufferedImage image =
                new BufferedImage(
                        (int) Math.round(width.points() * PIXELS_PER_POINT),
                        (int) Math.round(figure.drawing().height(width) * PIXELS_PER_POINT),
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.setRenderingHint(
                    RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(
                    RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.scale(PIXELS_PER_POINT, PIXELS_PER_POINT);
            figure.drawing().paint(graphics, width);
        } finally {
            graphics.dispose();
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (MemoryCacheImageOutputStream out = new MemoryCacheImageOutputStream(bytes)) {
            if (!ImageIO.write(image, "png", out)) {
                throw new IOException("this Java runtime has no PNG writer");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static byte[] vector(Figure figure, Width width, String format, double scale) {
        VectorGraphics2D graphics = new VectorGraphics2D();
        if (scale != 1) {
            graphics.scale(scale, scale);
        }
        figure.drawing().paint(graphics, width);
        double height = Math.ceil(figure.drawing().height(width));
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Processors.get(format)
                    .getDocument(
                            graphics.getCommands(),
                            new PageSize(0, 0, scale * width.points(), scale * height))
                    .writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
