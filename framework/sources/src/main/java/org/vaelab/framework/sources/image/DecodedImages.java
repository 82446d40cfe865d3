// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.image;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.vaelab.framework.data.ConvertedRows;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataRows;
import org.vaelab.framework.data.DataSource.Progress;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.RowLayout;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.record.FileProblem;
import org.vaelab.framework.settings.Amount;
import org.vaelab.framework.sources.DataLocations;
import org.vaelab.framework.sources.UnreadableFile;
import org.vaelab.framework.sources.image.StoredImages.Encoded;

/**
 * Decodes all images, on all processors. The pixels are kept in memory, or in the cache folder if
 * they do not fit. An image that cannot be read is a row of zeros, which nobody uses.
 */
final class DecodedImages {

    /** The label column of the classes. */
    static final String CLASS = "class";

    private static final int AT_ONCE = 256;

    private final StoredImages images;
    private final ImageForm form;
    private final Progress progress;

    /** Why images cannot be read, by their index. */
    private final Map<Integer, String> unreadable = new TreeMap<>();

    DecodedImages(StoredImages images, ImageForm form, Progress progress) {
        this.images = images;
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
        int size = images.classes().size();
        DataRows rows;
        try {
            rows =
                    new ConvertedRows(
                                    DataLocations.ofSystem().cache(),
                                    images.files(),
                                    "images, decoded by the JDK, " + form)
                            .load(
                                    RowLayout.of(size, form.shape().size(), ElementType.U8, true),
                                    this::decode);
        } catch (IOException e) {
            throw UnreadableFile.because(images.path(), e);
        }
        findUnreadable(rows);
        int[] readable = IntStream.range(0, size).filter(i -> !unreadable.containsKey(i)).toArray();
        if (readable.length == 0) {
            throw DataException.of(
                    "%s: no image can be read\n%s", images.path(), images.listed(unreadable));
        }
        Examples found =
                Examples.of(rows, ValueDomain.GREY_LEVELS)
                        .in(precision)
                        .from(images.origin())
                        .select(readable);

        return classes.isEmpty() ? found : found.withLabels(labels(classes, readable));
    }

    private Labels labels(List<String> classes, int... readable) {
        List<String> of = Arrays.stream(readable).mapToObj(images.classes()::get).toList();
        return Labels.of(List.of(Labels.Column.named(CLASS, classes, of, other -> {})));
    }

    /**
     * Checks that all images have one of these classes, if there are any.
     *
     * @throws DataException if one has another
     */
    void requireClasses(List<String> classes) {
        List<String> of = images.classes();
        of.stream()
                .filter(name -> !name.isEmpty() && !classes.isEmpty() && !classes.contains(name))
                .findFirst()
                .ifPresent(
                        other -> {
                            throw DataException.of(
                                    "%s: the class %s has no training image; there are: %s\n"
                                            + "give it a class of these, or leave it out",
                                    images.place(of.indexOf(other)),
                                    other,
                                    String.join(", ", classes));
                        });
    }

    /** Gives rows in the order of the images. */
    private void decode(ConvertedRows.Sink sink) throws IOException {
        int size = images.classes().size();
        try (Stream<Encoded> all = images.encoded().get()) {
            Iterator<Encoded> next = all.iterator();
            for (int first = 0; first < size; first += AT_ONCE) {
                int start = first;
                byte[][] rows = new byte[Math.min(AT_ONCE, size - start)][];
                List<Encoded> encoded = Stream.generate(next::next).limit(rows.length).toList();
                IntStream.range(0, rows.length)
                        .parallel()
                        .forEach(i -> rows[i] = levelsOrZeros(encoded.get(i), start + i));
                for (byte[] row : rows) {
                    sink.add(row);
                }
                progress.transferred("reading images in " + images.path(), start, size);
            }
        }
    }

    private byte[] levelsOrZeros(Encoded image, int index) {
        try {
            return form.levels(image, images.place(index));
        } catch (IOException e) {
            return new byte[form.shape().size()];
        }
    }

    /**
     * A row of zeros may be a black image: it is decoded again, which says what is wrong with it.
     */
    private void findUnreadable(DataRows rows) {
        BitSet zeros = new BitSet();
        double[] row = new double[rows.width()];
        for (int i = 0; i < rows.size(); i++) {
            rows.read(i, row, 0);
            zeros.set(i, Arrays.stream(row).allMatch(level -> level == 0));
        }
        try (Stream<Encoded> all = images.encoded().get()) {
            Iterator<Encoded> next = all.iterator();
            for (int i = 0; i < zeros.length(); i++) {
                Encoded image = next.next();
                if (zeros.get(i)) {
                    try {
                        form.levels(image, images.place(i));
                    } catch (IOException e) {
                        unreadable.put(i, FileProblem.reason(e));
                    }
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
                                    Amount.of(images.classes().size(), "image"),
                                    images.listed(unreadable)));
        }
        remarks.addAll(images.remarks());
        return remarks;
    }
}
