// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.vaelab.framework.data.ConvertedRows;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.data.Rows;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.naming.internal.Amount;
import org.vaelab.framework.record.internal.FileProblem;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.UnreadableFile;

/**
 * Decodes all images of a folder, on all processors. The pixels are kept in memory, or in the cache folder
 * if they do not fit. An image that cannot be read is a row of zeros, which nobody uses.
 */
final class DecodedImages {

    /** The label column of the subfolders. */
    static final String CLASS = "class";

    private static final int AT_ONCE = 256;

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
     * Returns the images that can be read.
     *
     * @param classes the names of the subfolders, which are the classes; none: images have no class
     * @throws DataException if the images have different sizes, or none can be read
     */
    Examples read(List<String> classes, ValuePrecision precision) {
        int size = folder.files().size();
        Rows rows;
        try {
            rows =
                    new ConvertedRows(
                                    DataLocations.ofSystem().cache(),
                                    folder.files(),
                                    "images " + form)
                            .load(
                                    RowLayout.of(size, form.shape().size(), ElementType.U8, true),
                                    this::decode);
        } catch (IOException e) {
            throw UnreadableFile.because(folder.path(), e);
        }
        findUnreadable(rows);
        int[] readable = IntStream.range(0, size).filter(i -> !unreadable.containsKey(i)).toArray();
        if (readable.length == 0) {
            throw DataException.of("%s: no image can be read\n%s", folder.path(), listed());
        }
        Examples found =
                Examples.of(rows, ValueDomain.GREY_LEVELS)
                        .in(precision)
                        .select(readable)
                        .from(Origin.named("file", i -> folder.name(readable[i])));
        return classes.isEmpty() ? found : found.withLabels(labels(classes, readable));
    }

    private Labels labels(List<String> classes, int... readable) {
        List<String> subfolders =
                Arrays.stream(readable).mapToObj(i -> folder.subfolder(i).orElse("")).toList();
        return Labels.of(
                List.of(
                        Labels.Column.named(
                                CLASS,
                                classes,
                                subfolders,
                                other -> {
                                    throw DataException.of(
                                            "%s: the class %s has no training image; there are: %s\n"
                                                    + "give this folder the name of its class, or move it"
                                                    + " elsewhere",
                                            folder.path().resolve(other),
                                            other,
                                            String.join(", ", classes));
                                })));
    }

    /** Gives rows in the order of the files. */
    private void decode(ConvertedRows.Sink sink) throws IOException {
        int size = folder.files().size();
        for (int first = 0; first < size; first += AT_ONCE) {
            int start = first;
            byte[][] rows = new byte[Math.min(AT_ONCE, size - start)][];
            IntStream.range(0, rows.length)
                    .parallel()
                    .forEach(i -> rows[i] = levelsOrZeros(start + i));
            for (byte[] row : rows) {
                sink.add(row);
            }
            progress.transferred("reading images in " + folder.path(), start, size);
        }
    }

    private byte[] levelsOrZeros(int index) {
        try {
            return form.levels(folder.files().get(index));
        } catch (IOException e) {
            return new byte[form.shape().size()];
        }
    }

    /** A row of zeros may be a black image: it is decoded again, which says what is wrong with it. */
    private void findUnreadable(Rows rows) {
        double[] row = new double[rows.width()];
        for (int i = 0; i < rows.size(); i++) {
            rows.read(i, row, 0);
            if (Arrays.stream(row).allMatch(level -> level == 0)) {
                try {
                    form.levels(folder.files().get(i));
                } catch (IOException e) {
                    unreadable.put(i, FileProblem.reason(e));
                }
            }
        }
    }

    /** Says how many files are not used, and names each that cannot be read. */
    List<String> remarks() {
        List<String> remarks = new ArrayList<>();
        if (!unreadable.isEmpty()) {
            remarks.add(
                    "left out, because unreadable: %s of %s: %s"
                            .formatted(
                                    unreadable.size(),
                                    Amount.of(folder.files().size(), "image"),
                                    listed()));
        }
        if (folder.hidden() > 0) {
            remarks.add(
                    "left out, because hidden: %s".formatted(Amount.of(folder.hidden(), "image")));
        }
        if (folder.others() > 0) {
            remarks.add(
                    "left out, because no image by its name: %s"
                            .formatted(Amount.of(folder.others(), "file")));
        }
        return remarks;
    }

    private String listed() {
        return unreadable.entrySet().stream()
                .map(entry -> folder.name(entry.getKey()) + " (" + entry.getValue() + ")")
                .collect(Collectors.joining(", "));
    }
}
