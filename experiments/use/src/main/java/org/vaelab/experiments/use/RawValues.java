// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.use;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import javax.imageio.ImageIO;
import org.apache.commons.compress.compressors.bzip2.BZip2CompressorOutputStream;
import org.vaelab.framework.Internal;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.FileTable;
import org.vaelab.framework.data.Form.Display;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.record.AtomicFile;
import org.vaelab.framework.record.Csv;
import org.vaelab.framework.tables.TableSource;

/**
 * Examples in the plainest file of their kind: images as bytes, tables as CSV, texts as lines,
 * other values as numbers; or a file; and what general compressors make of it.
 *
 * @param what the format, or the name of the file
 * @param image the images as one, one below the other; empty if they are none
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares it.
@Internal
public record RawValues(String what, byte[] bytes, Optional<BufferedImage> image) {

    /** The name of the compressor that everybody has. */
    public static final String GZIP = "gzip";

    private static final int IDX_OF_THREE_AXES = 0x0803;

    /** Compresses bytes into a stream. */
    @FunctionalInterface
    private interface Compressor {
        OutputStream over(OutputStream out) throws IOException;
    }

    /** Returns examples as the file that {@link #write} writes, without a header. */
    public static RawValues of(DataSummary data, Examples examples) {
        ExampleValues values = ExampleValues.of(data);
        double[][] rows = rows(examples);
        if (areLevels(examples.domain())) {
            byte[] bytes = levels(rows);
            return new RawValues("one byte a value", bytes, image(values, bytes));
        }
        return new RawValues(
                values.display() == Display.TEXTS ? "lines" : "CSV of what the model sees",
                text(data, rows),
                Optional.empty());
    }

    /** Returns the values of examples in the units of the data. */
    public static double[][] rows(Examples examples) {
        double[][] rows = new double[examples.size()][examples.width()];
        Examples original = examples.unstandardized();
        for (int i = 0; i < rows.length; i++) {
            original.read(i, rows[i], 0);
        }
        return rows;
    }

    private static boolean areLevels(ValueDomain domain) {
        return domain == ValueDomain.BINARY || domain == ValueDomain.GREY_LEVELS;
    }

    private static boolean isGrey(ExampleValues values) {
        return values.display() == Display.IMAGES && values.shape().channels() == 1;
    }

    private static byte[] levels(double[][] rows) {
        ByteBuffer bytes = ByteBuffer.allocate(Math.multiplyExact(rows.length, rows[0].length));
        for (double[] row : rows) {
            for (double value : row) {
                bytes.put((byte) Math.round(value * 255));
            }
        }
        return bytes.array();
    }

    private static Optional<BufferedImage> image(ExampleValues values, byte[] bytes) {
        int width = values.shape().width();
        if (!isGrey(values)) {
            return Optional.empty();
        }
        boolean binary = true;
        for (byte level : bytes) {
            binary &= level == 0 || level == -1;
        }
        BufferedImage image =
                new BufferedImage(
                        width,
                        bytes.length / width,
                        binary ? BufferedImage.TYPE_BYTE_BINARY : BufferedImage.TYPE_BYTE_GRAY);
        int most = binary ? 1 : 255;
        for (int i = 0; i < bytes.length; i++) {
            int level = bytes[i] & 255;
            image.getRaster().setSample(i % width, i / width, 0, Math.min(most, level));
        }
        return Optional.of(image);
    }

    /** Returns examples as lines: texts, or CSV without a header. */
    public static byte[] text(DataSummary data, double[][] rows) {
        ExampleValues values = ExampleValues.of(data);
        StringBuilder text = new StringBuilder();
        for (double[] row : rows) {
            if (values.display() == Display.TEXTS) {
                text.append(values.text(tokens(row))).append('\n');
            } else {
                text.append(Csv.line(data.form().exactRow(row).toArray()));
            }
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns the columns of the file that examples are of; empty if that is no table. */
    public static List<String> columns(Model model, ExampleReader.Found found) {
        Optional<FileTable> table = found.table();
        if (table.isEmpty() && model.state().spec().data().source() instanceof TableSource own) {
            table = model.readWithGaps(own.path()).table();
        }
        return table.map(of -> of.fields().stream().map(FileTable.Field::name).toList())
                .orElse(List.of());
    }

    /** Returns the number of bytes after each compressor by its name. */
    public Map<String, Integer> compressed() {
        Map<String, Integer> sizes = new LinkedHashMap<>();
        sizes.put(GZIP, size(RawValues::gzip));
        sizes.put("bz2", size(BZip2CompressorOutputStream::new));
        image.ifPresent(images -> sizes.put("PNG", png(images)));
        return sizes;
    }

    private static OutputStream gzip(OutputStream out) throws IOException {
        return new GZIPOutputStream(out) {
            {
                def.setLevel(Deflater.BEST_COMPRESSION);
            }
        };
    }

    private int size(Compressor compressor) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream into = compressor.over(out)) {
            into.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size();
    }

    private static int png(BufferedImage images) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            ImageIO.write(images, "png", out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.size();
    }

    /**
     * Writes examples to a folder: images of one channel as an IDX file of bytes, tables as CSV,
     * texts as lines, other values as a NumPy array.
     *
     * @param rows [n, D], in the units of the data, NaN where a value is missing
     * @return the file
     */
    public static Path write(DataSummary data, double[][] rows, Path folder) throws IOException {
        ExampleValues values = ExampleValues.of(data);
        ValueDomain domain = data.domain();
        if (areLevels(domain) && isGrey(values)) {
            Path idxFile = folder.resolve("data.idx");
            byte[] levels = levels(rows);
            ByteBuffer idx = ByteBuffer.allocate(16 + levels.length);
            idx.putInt(IDX_OF_THREE_AXES).putInt(rows.length);
            idx.putInt(values.shape().height()).putInt(values.shape().width()).put(levels);
            AtomicFile.write(idxFile, idx.array());
            return idxFile;
        }
        Path file = folder.resolve("data." + data.form().exactEnding());
        if (ExampleFiles.isOfLines(file)) {
            new ExampleFiles(values, file)
                    .write(
                            ExampleFiles.Layout.of(1, List.of()),
                            sink -> {
                                for (double[] row : rows) {
                                    sink.add(List.of(), tokens(row));
                                }
                            });
            return file;
        }
        boolean numbers = OutputTable.isOfNumbers(file);
        boolean areGrey = !numbers && domain == ValueDomain.GREY_LEVELS;
        OutputTable.write(
                file,
                values.columns(numbers),
                sink -> {
                    for (double[] row : areGrey ? greyLevels(rows) : rows) {
                        sink.row(data.form().exactRow(row));
                    }
                });
        return file;
    }

    private static float[] tokens(double[] row) {
        float[] tokens = new float[row.length];
        for (int i = 0; i < row.length; i++) {
            tokens[i] = (float) row[i];
        }
        return tokens;
    }

    /** Returns levels as a table has them, from 0 to 255. */
    private static double[][] greyLevels(double[][] rows) {
        return Arrays.stream(rows)
                .map(row -> Arrays.stream(row).map(v -> Math.rint(v * 255)).toArray())
                .toArray(double[][]::new);
    }
}
