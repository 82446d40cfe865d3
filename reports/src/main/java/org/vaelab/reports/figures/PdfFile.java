// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.vaelab.reports.figures.Glyphs.Glyph;

/** A picture as a PDF document of one page of its size (ISO 32000-1). */
final class PdfFile implements Picture.Surface {

    private static final int FIRST_IMAGE = 5;
    private static final int SHARPNESS = 4;
    private static final int FINE = 64;

    private final StringBuilder page = new StringBuilder();
    private final List<BufferedImage> images = new ArrayList<>();
    private final TreeSet<Integer> opacities = new TreeSet<>();
    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final List<Integer> offsets = new ArrayList<>();

    private PdfFile() {}

    static byte[] of(Picture picture) {
        PdfFile pdf = new PdfFile();
        pdf.group(new AffineTransform(1, 0, 0, -1, 0, Math.ceil(picture.height())), picture);
        return pdf.file(picture);
    }

    private byte[] file(Picture picture) {
        StringBuilder states = new StringBuilder();
        opacities.forEach(
                alpha ->
                        states.append("/a%1$d << /ca %2$s /CA %2$s >> "
                                .formatted(alpha, PathText.number(alpha / 255.0))));
        StringBuilder drawn = new StringBuilder();
        for (int i = 0; i < images.size(); i++) {
            drawn.append("/i%d %d 0 R ".formatted(i, FIRST_IMAGE + i));
        }
        write("%PDF-1.4\n");
        object("<< /Type /Catalog /Pages 2 0 R >>");
        object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        object(
                "<< /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 %d %d] /Resources << /ExtGState << %s>> /XObject << %s>> >> >>"
                        .formatted(
                                (int) picture.width(),
                                (int) Math.ceil(picture.height()),
                                states,
                                drawn));
        stream("", page.toString().getBytes(StandardCharsets.US_ASCII));
        images.forEach(this::object);
        int start = file.size();
        write("xref\n0 %d\n0000000000 65535 f \n".formatted(offsets.size() + 1));
        offsets.forEach(at -> write("%010d 00000 n \n".formatted(at)));
        write(
                "trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n"
                        .formatted(offsets.size() + 1, start));
        return file.toByteArray();
    }

    private void write(String text) {
        file.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void object(String content) {
        offsets.add(file.size());
        write("%d 0 obj\n%s\nendobj\n".formatted(offsets.size(), content));
    }

    /** Writes an image. Small ones have a square of pixels for each, which no viewer blurs. */
    private void object(BufferedImage image) {
        int times = image.getHeight() < FINE ? SHARPNESS : 1;
        int width = times * image.getWidth();
        int height = times * image.getHeight();
        byte[] bytes = new byte[3 * width * height];
        for (int i = 0; i < width * height; i++) {
            int rgb = image.getRGB(i % width / times, i / width / times);
            bytes[3 * i] = (byte) (rgb >> 16);
            bytes[3 * i + 1] = (byte) (rgb >> 8);
            bytes[3 * i + 2] = (byte) rgb;
        }
        stream(
                "/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceRGB /BitsPerComponent 8 "
                        .formatted(width, height),
                bytes);
    }

    private void stream(String entries, byte[] content) {
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        deflater.setInput(content);
        deflater.finish();
        byte[] packed = new byte[content.length + content.length / 100 + 64];
        int length = deflater.deflate(packed);
        deflater.end();
        offsets.add(file.size());
        write(
                "%d 0 obj\n<< %s/Filter /FlateDecode /Length %d >>\nstream\n"
                        .formatted(offsets.size(), entries, length));
        file.write(packed, 0, length);
        write("\nendstream\nendobj\n");
    }

    @Override
    public void shape(
            Shape shape,
            Color colour,
            @Nullable BasicStroke stroke,
            @Nullable Rectangle2D clip) {
        page.append("q\n");
        if (clip != null) {
            page.append(PathText.pdf(clip, 2)).append("W n\n");
        }
        colour(colour, stroke == null ? "rg" : "RG");
        if (stroke != null) {
            page.append(PathText.number(stroke.getLineWidth())).append(" w 2 j ");
            if (stroke.getDashArray() != null) {
                page.append("[ ");
                for (float dash : stroke.getDashArray()) {
                    page.append(PathText.number(dash)).append(' ');
                }
                page.append("] 0 d ");
            }
        }
        page.append(PathText.pdf(shape, 2)).append(stroke == null ? "f" : "S").append(" Q\n");
    }

    private void colour(Color colour, String operator) {
        float[] rgb = colour.getRGBColorComponents(null);
        page.append(
                String.format(
                        Locale.ROOT, "%.3f %.3f %.3f %s\n", rgb[0], rgb[1], rgb[2], operator));
        if (colour.getAlpha() < 255) {
            opacities.add(colour.getAlpha());
            page.append("/a").append(colour.getAlpha()).append(" gs\n");
        }
    }

    /** Draws glyphs by equal operators each time, which compress to a few bytes. */
    @Override
    public void text(String text, double size, double x, double y, Color colour) {
        double scale = size / Glyphs.UNITS;
        page.append("q\n");
        colour(colour, "rg");
        matrix(new AffineTransform(scale, 0, 0, scale, x, y));
        double before = 0;
        for (Glyph glyph : Glyphs.of(text)) {
            matrix(AffineTransform.getTranslateInstance(glyph.x() - before, 0));
            page.append(PathText.pdf(glyph.outline(), 0)).append("f\n");
            before = glyph.x();
        }
        page.append("Q\n");
    }

    private void matrix(AffineTransform transform) {
        double[] m = new double[6];
        transform.getMatrix(m);
        page.append(
                String.format(
                        Locale.ROOT,
                        "%.4f %.4f %.4f %.4f %.2f %.2f cm\n",
                        m[0],
                        m[1],
                        m[2],
                        m[3],
                        m[4],
                        m[5]));
    }

    @Override
    public void image(BufferedImage image, Rectangle2D place) {
        page.append("q\n");
        matrix(
                new AffineTransform(
                        place.getWidth(),
                        0,
                        0,
                        -place.getHeight(),
                        place.getX(),
                        place.getMaxY()));
        page.append("/i").append(images.size()).append(" Do Q\n");
        images.add(image);
    }

    @Override
    public void group(AffineTransform place, Picture picture) {
        page.append("q\n");
        matrix(place);
        picture.drawOn(this);
        page.append("Q\n");
    }
}
