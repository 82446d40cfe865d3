// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ElementType;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;

/** A data set in IDX files at configured paths, plain or gzipped. */
@Part(value = "idx", description = "IDX files at given paths, plain or gzipped")
public record IdxSource(
        @Setting("file of the training images") Path train,
        @Setting("file of the test images") Path test,
        @Setting("file of the labels of the training images; absent: no labels")
                @Nullable Path trainLabels,
        @Setting("file of the labels of the test images, only with trainLabels; absent: no labels")
                @Nullable Path testLabels,
        @Setting("name in tables; default the name of the folder of train") @Nullable String name)
        implements DataSource {

    /**
     * @throws DataException if there are test labels without training labels
     */
    public IdxSource {
        if (testLabels != null && trainLabels == null) {
            throw DataException.of(
                    "source idx: testLabels is set to %s, trainLabels is not; expected both,"
                            + " trainLabels alone, or neither",
                    testLabels);
        }
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        return read(List.of(), "IDX files " + train + ", " + test, precision);
    }

    @Override
    public List<Path> readFiles() {
        return Stream.of(train, test, trainLabels, testLabels).filter(Objects::nonNull).toList();
    }

    /**
     * Reads the files. Unsigned bytes are grey levels, or binary data if none exceeds 1; other
     * types are real values. Labels are the numbers of classes, from 0.
     *
     * @param classes the names of the classes; empty: their numbers
     */
    public Dataset read(List<String> classes, String provenance, ValuePrecision precision) {
        StoredArray images = IdxFile.read(train);
        if (images.shape().size() == 1) {
            throw DataException.of(
                    "%s, expected images: number x height x width, number x channels"
                            + " x height x width, or number x values. Is this a file of"
                            + " labels?",
                    images.described());
        }
        StoredArray tested = IdxFile.read(test);
        ValueDomain domain =
                images.type() == ElementType.U8
                        ? ArrayForm.domain(List.of(images, tested))
                        : ValueDomain.REAL;
        return new ArrayData(
                        ArraySource.of(train, AxisOrder.CHANNELS_FIRST, domain),
                        images,
                        Optional.of(tested),
                        ArrayData.Labelling.ofClasses(
                                        labels(trainLabels), labels(testLabels), classes, true)
                                .toList(),
                        Origin.INDEX)
                .load(nameInTables(), Optional.of(provenance), precision, Progress.SILENT);
    }

    private static Optional<StoredArray> labels(@Nullable Path path) {
        return Optional.ofNullable(path).map(IdxFile::read);
    }

    /** Returns the number of labels in a file. */
    public static int count(Path labels) {
        return IdxFile.read(labels).examples();
    }

    /** Returns what reads new files for models of any source. */
    public static ExampleReader newFiles() {
        return new IdxReader(new ArrayReader(ArraySource.of(Path.of("idx"))));
    }

    private String nameInTables() {
        if (name != null) {
            return name;
        }
        Path folder = train.toAbsolutePath().normalize().getParent();
        return folder == null || folder.getFileName() == null
                ? "idx"
                : Objects.toString(folder.getFileName());
    }
}
