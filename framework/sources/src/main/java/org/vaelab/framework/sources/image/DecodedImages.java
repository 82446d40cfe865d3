// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.ConvertedRows;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Residence;
import org.vaelab.framework.data.RowFile;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.naming.Amount;
import org.vaelab.framework.record.FileProblem;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Decodes all images of a folder, on all processors. The pixels are kept in memory, or in the cache folder
 * if they do not fit. An image that cannot be read is a row of zeros, which nobody uses.
 */
final class DecodedImages {

    private static final int AT_ONCE = 256;
    private static final int REASON_BYTES = 200;

    private final ImageFolder folder;
    private final ImageForm form;
    private final Progress progress;

    /** Why images cannot be read, by their index. */
    private final Map<Integer, String> unreadable = new TreeMap<>();

    DecodedImages(ImageFolder folder, ImageForm form, Progress progress) {
        this.folder = folder;
        this.form = form;
        this.progress = progress;
    }

    /**
     * Returns all images, unreadable ones too.
     *
     * @param cache the folder for pixels that do not fit memory
     * @throws DataException if the images have different sizes
     */
    Examples decode(Path cache, ValuePrecision precision) {
        int width = form.shape().size();
        int size = folder.files().size();
        try {
            if (Residence.fits((long) size * width, 1)) {
                byte[] levels = new byte[size * width];
                int[] next = {0};
                decode(row -> System.arraycopy(row, 0, levels, next[0]++ * width, width));
                return Examples.greyLevels(width, levels).in(precision);
            }
            Rows rows = onDisk(cache, width);
            return Examples.loaded(rows, ValueDomain.GREY_LEVELS, precision);
        } catch (IOException e) {
            throw UnreadableFile.because(folder.path(), e);
        }
    }

    private RowFile onDisk(Path cache, int width) throws IOException {
        boolean[] decoded = {false};
        RowFile rows =
                new ConvertedRows(cache, folder.files(), "images " + form)
                        .read(
                                RowLayout.of(1, width, ElementType.U8, true),
                                sink -> {
                                    decoded[0] = true;
                                    decode(sink);
                                });
        RowFile reasons =
                new ConvertedRows(cache, folder.files(), "unreadable images " + form)
                        .read(
                                RowLayout.of(1, REASON_BYTES, ElementType.U8, false),
                                sink -> {
                                    if (!decoded[0]) {
                                        decode(row -> {});
                                    }
                                    writeReasons(sink);
                                });
        readReasons(reasons);
        return rows;
    }

    /** The first row is empty, so that there is one. */
    private void writeReasons(ConvertedRows.Sink sink) throws IOException {
        sink.add(new byte[REASON_BYTES]);
        for (Map.Entry<Integer, String> entry : unreadable.entrySet()) {
            byte[] reason = entry.getValue().getBytes(UTF_8);
            ByteBuffer row = ByteBuffer.allocate(REASON_BYTES).putInt(entry.getKey());
            row.put(reason, 0, Math.min(reason.length, row.remaining()));
            sink.add(row.array());
        }
    }

    private void readReasons(RowFile reasons) {
        unreadable.clear();
        double[] row = new double[REASON_BYTES];
        for (int i = 1; i < reasons.size(); i++) {
            reasons.read(i, row, 0);
            byte[] bytes = new byte[REASON_BYTES];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = (byte) (int) row[j];
            }
            int start = Integer.BYTES;
            String reason = new String(bytes, start, REASON_BYTES - start, UTF_8);
            unreadable.put(ByteBuffer.wrap(bytes).getInt(0), reason.replace("\0", ""));
        }
    }

    /** Gives rows in the order of the files. */
    private void decode(ConvertedRows.Sink sink) throws IOException {
        int size = folder.files().size();
        unreadable.clear();
        for (int first = 0; first < size; first += AT_ONCE) {
            int start = first;
            @Nullable String[] failures = new String[Math.min(AT_ONCE, size - start)];
            byte[][] rows = new byte[failures.length][];
            IntStream.range(0, rows.length)
                    .parallel()
                    .forEach(i -> rows[i] = decode(start + i, failures, i));
            for (int i = 0; i < rows.length; i++) {
                if (failures[i] != null) {
                    unreadable.put(start + i, failures[i]);
                }
                sink.add(rows[i]);
            }
            progress.transferred("reading images in " + folder.path(), start, size);
        }
    }

    private byte[] decode(int index, @Nullable String[] failures, int place) {
        Path file = folder.files().get(index);
        try {
            return form.apply(ImageFile.read(file), file);
        } catch (IOException e) {
            failures[place] = FileProblem.reason(e);
            return new byte[form.shape().size()];
        }
    }

    /**
     * Returns the indices of the images that were read.
     *
     * @throws DataException if there is none
     */
    int[] readable() {
        int[] indices =
                IntStream.range(0, folder.files().size())
                        .filter(i -> !unreadable.containsKey(i))
                        .toArray();
        if (indices.length == 0) {
            throw DataException.of("%s: no image can be read\n%s", folder.path(), listed());
        }
        return indices;
    }

    /** Says how many files are not used, and names each that cannot be read. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (!unreadable.isEmpty()) {
            remarks.add(
                    "%s: left out, because unreadable: %s of %s: %s"
                            .formatted(
                                    folder.path(),
                                    unreadable.size(),
                                    Amount.of(folder.files().size(), "image"),
                                    listed()));
        }
        if (folder.others() > 0) {
            remarks.add(
                    "%s: left out, because no image by its name: %s"
                            .formatted(folder.path(), Amount.of(folder.others(), "file")));
        }
        return remarks;
    }

    private String listed() {
        return unreadable.entrySet().stream()
                .map(entry -> folder.name(entry.getKey()) + " (" + entry.getValue() + ")")
                .reduce((a, b) -> a + ", " + b)
                .orElse("");
    }

    /**
     * Returns the first image of a folder that can be read.
     *
     * @throws DataException if none can
     */
    static Picture first(ImageFolder folder) {
        List<String> failures = new ArrayList<>();
        for (int i = 0; i < folder.files().size(); i++) {
            try {
                return ImageFile.read(folder.files().get(i));
            } catch (IOException e) {
                failures.add(folder.name(i) + " (" + FileProblem.reason(e) + ")");
            }
        }
        throw DataException.of(
                "%s: no image can be read: %s", folder.path(), String.join(", ", failures));
    }
}
