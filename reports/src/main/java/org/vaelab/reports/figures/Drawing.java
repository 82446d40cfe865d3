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
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.imageio.stream.MemoryCacheImageOutputStream;
import org.knowm.xchart.XYChart;
import org.vaelab.reports.text.Escape;

/** Writes charts to files. */
final class Drawing {

    private static final int PIXELS_PER_UNIT = 3;
    private static final Pattern LONG_NUMBER = Pattern.compile("-?\\d+\\.\\d{3,}(?:E-?\\d+)?");
    private static final Pattern CLIP = Pattern.compile("clip-?\\d+");
    private static final Pattern HEAD = Pattern.compile("(?s)^.*?<svg[^>]*>");

    private Drawing() {}

    static String svg(Figure figure) {
        String raw = new String(vector(figure.chart(), "svg"), StandardCharsets.UTF_8);
        // Print does not resolve a hundredth of a unit; further digits double the file size.
        String rounded =
                LONG_NUMBER
                        .matcher(raw)
                        .replaceAll(
                                match ->
                                        new BigDecimal(match.group())
                                                .setScale(2, RoundingMode.HALF_EVEN)
                                                .stripTrailingZeros()
                                                .toPlainString());
        String unix = rounded.replace("\r\n", "\n");
        return CLIP.matcher(unix).replaceAll("clip-" + figure.id());
    }

    static String inlineSvg(Figure figure) {
        String head =
                String.format(
                        Locale.ROOT,
                        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\""
                                + " role=\"img\" aria-label=\"%s\">",
                        figure.chart().getWidth(),
                        figure.chart().getHeight(),
                        Escape.html(figure.alternative()));
        return HEAD.matcher(svg(figure))
                .replaceFirst(Matcher.quoteReplacement(head))
                .replace(css(Palette.INK), "currentColor")
                .replace(css(Palette.RULE), "var(--hair)");
    }

    private static String css(Color colour) {
        return String.format(
                Locale.ROOT, "rgb(%d,%d,%d)", colour.getRed(), colour.getGreen(), colour.getBlue());
    }

    static byte[] pdf(Figure figure) {
        return vector(figure.chart(), "pdf");
    }

    static byte[] png(Figure figure) {
        XYChart chart = figure.chart();
        BufferedImage image =
                new BufferedImage(
                        chart.getWidth() * PIXELS_PER_UNIT,
                        chart.getHeight() * PIXELS_PER_UNIT,
                        BufferedImage.TYPE_INT_RGB);
        Graphics2D graphics = image.createGraphics();
        try {
            graphics.setColor(Color.WHITE);
            graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
            graphics.setRenderingHint(
                    RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
            graphics.setRenderingHint(
                    RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
            graphics.scale(PIXELS_PER_UNIT, PIXELS_PER_UNIT);
            chart.paint(graphics, chart.getWidth(), chart.getHeight());
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

    private static byte[] vector(XYChart chart, String format) {
        VectorGraphics2D graphics = new VectorGraphics2D();
        chart.paint(graphics, chart.getWidth(), chart.getHeight());
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            Processors.get(format)
                    .getDocument(
                            JoinedLines.of(graphics.getCommands()),
                            new PageSize(0, 0, chart.getWidth(), chart.getHeight()))
                    .writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }
}
