// SPDX-License-Identifier: Apache-2.0
package org.vaelab.reports.figures;

import java.awt.BasicStroke;
import java.awt.Color;
import java.awt.Shape;
import java.awt.geom.AffineTransform;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.DeflaterOutputStream;
import org.vaelab.reports.figures.Picture.Ink;

/** A picture as a PDF document of one page of its size (ISO 32000-1). */
final class PdfFile implements Picture.Surface {

    private static final String PAGE =
            """
            << /Type /Page /Parent 2 0 R /Contents 4 0 R /MediaBox [0 0 %s %s]
            /Resources << /ExtGState << %s >> /XObject << %s >> >> >>""";
    private static final String IMAGE =
            "/Type /XObject /Subtype /Image /Width %s /Height %s /ColorSpace /DeviceRGB"
                    + " /BitsPerComponent 8 ";
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
        String states =
                opacities.stream()
                        .map(a -> "/a%1$s << /ca %2$s /CA %2$s >>".formatted(a, opacity(a)))
                        .collect(Collectors.joining(" "));
        String drawn =
                IntStream.range(0, images.size())
                        .mapToObj(i -> "/i%s %s 0 R".formatted(i, FIRST_IMAGE + i))
                        .collect(Collectors.joining(" "));
        int width = (int) picture.width();
        int height = (int) Math.ceil(picture.height());
        write("%PDF-1.4\n");
        object("<< /Type /Catalog /Pages 2 0 R >>");
        object("<< /Type /Pages /Kids [3 0 R] /Count 1 >>");
        object(PAGE.formatted(width, height, states, drawn));
        stream("", page.toString().getBytes(StandardCharsets.US_ASCII));
        images.forEach(this::object);
        int start = file.size();
        write("xref\n0 %s\n0000000000 65535 f \n".formatted(offsets.size() + 1));
        offsets.forEach(at -> write(String.format(Locale.ROOT, "%010d 00000 n \n", at)));
        write(
                "trailer\n<< /Size %s /Root 1 0 R >>\nstartxref\n%s\n%%%%EOF\n"
                        .formatted(offsets.size() + 1, start));
        return file.toByteArray();
    }

    private static String opacity(int alpha) {
        return PathText.number(alpha / 255.0);
    }

    private void write(String text) {
        file.writeBytes(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void object(String content) {
        offsets.add(file.size());
        write("%s 0 obj\n%s\nendobj\n".formatted(offsets.size(), content));
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
        stream(IMAGE.formatted(width, height), bytes);
    }

    private void stream(String entries, byte[] content) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed)) {
            out.write(content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        offsets.add(file.size());
        write(
                "%s 0 obj\n<< %s/Filter /FlateDecode /Length %s >>\nstream\n"
                        .formatted(offsets.size(), entries, packed.size()));
        file.writeBytes(packed.toByteArray());
        write("\nendstream\nendobj\n");
    }

    @Override
    public void shape(Shape shape, Ink ink) {
        page.append("q\n");
        if (ink.clip() != null) {
            page.append(PathText.pdf(ink.clip())).append("W n\n");
        }
        BasicStroke stroke = ink.stroke();
        colour(ink.colour(), stroke == null ? "rg" : "RG");
        if (stroke != null) {
            page.append(PathText.number(stroke.getLineWidth())).append(" w 2 j [");
            page.append(PathText.numbers(stroke.getDashArray())).append("] 0 d\n");
        }
        page.append(PathText.pdf(shape)).append(stroke == null ? "f" : "S").append(" Q\n");
    }

    private void colour(Color colour, String operator) {
        page.append(PathText.numbers(colour.getRGBColorComponents(null)));
        page.append(' ').append(operator).append('\n');
        if (colour.getAlpha() < 255) {
            opacities.add(colour.getAlpha());
            page.append("/a").append(colour.getAlpha()).append(" gs\n");
        }
    }

    private void matrix(AffineTransform transform) {
        page.append(PathText.matrix(transform)).append(" cm\n");
    }

    @Override
    public void image(BufferedImage image, Rectangle2D place) {
        page.append("q\n");
        AffineTransform to = AffineTransform.getTranslateInstance(place.getX(), place.getMaxY());
        to.scale(place.getWidth(), -place.getHeight());
        matrix(to);
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
