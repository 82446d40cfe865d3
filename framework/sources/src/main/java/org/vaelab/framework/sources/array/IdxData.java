// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.tribuo.datasource.IDXDataSource.IDXType;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSummary;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;

/**
 * A data set in two or four IDX files.
 *
 * <p>Images are n x height x width, n x channels x height x width, or n x d for plain vectors.
 * Unsigned bytes are grey levels, or binary data if none exceeds 1 in both files; other types are
 * real values. Labels are integers n, from 0.
 */
public final class IdxData {
    private static final int MAX_CLASSES = 1 << 16;

    private IdxData() {}

    /**
     * Where the files of a data set are.
     *
     * @param trainLabels labels of the training images, or null
     * @param testLabels labels of the test images, or null
     */
    public record Files(
            Path train, Path test, @Nullable Path trainLabels, @Nullable Path testLabels) {}

    /**
     * Reads a data set.
     *
     * @param classes the names of the classes, or null to take 0 .. largest training label
     * @param precision of the values
     */
    public static Dataset read(
            String name,
            Files files,
            @Nullable List<String> classes,
            String provenance,
            ValuePrecision precision) {
        IdxFile train = IdxFile.read(files.train());
        IdxFile test = IdxFile.read(files.test());
        DataShape shape = requireSameShape(train, test);
        boolean bits = isBinary(train) && isBinary(test);
        Examples trainExamples = examples(train, shape, bits, precision);
        Examples testExamples = examples(test, shape, bits, precision);
        if (files.trainLabels() != null) {
            int[] labels = labels(files.trainLabels(), train, classes, null);
            List<String> names = classes == null ? numbered(labels) : classes;
            trainExamples = trainExamples.withLabels(classColumn(names, labels));
            if (files.testLabels() != null) {
                int[] testLabels = labels(files.testLabels(), test, names, files.trainLabels());
                testExamples = testExamples.withLabels(classColumn(names, testLabels));
            }
        }
        return Dataset.of(name, shape, trainExamples, testExamples, provenance);
    }

    /** Returns the number of labels in a file. */
    public static int count(Path labels) {
        return IdxFile.read(labels).count();
    }

    private static List<String> numbered(int[] labels) {
        int max = IntStream.of(labels).max().orElse(0);
        return IntStream.rangeClosed(0, max).mapToObj(Integer::toString).toList();
    }

    private static Labels classColumn(List<String> names, int[] values) {
        return Labels.of(List.of(Labels.Column.of("class", names, values)));
    }

    private static DataShape requireSameShape(IdxFile train, IdxFile test) {
        DataShape shape = shapeOf(train);
        DataShape testShape = shapeOf(test);
        if (!shape.equals(testShape)) {
            throw DataException.of(
                    "training and test images differ in size: %s has %s, %s has %s",
                    train.path(), shape, test.path(), testShape);
        }
        if (train.type() != test.type()) {
            throw DataException.of(
                    "training and test images differ in type: %s has %s, %s has %s",
                    train.path(), train.type(), test.path(), test.type());
        }
        return shape;
    }

    private static DataShape shapeOf(IdxFile file) {
        return switch (file.dimensionCount()) {
            case 2 -> DataShape.flat(file.dimension(1));
            case 3 -> new DataShape(1, file.dimension(1), file.dimension(2));
            case 4 -> new DataShape(file.dimension(1), file.dimension(2), file.dimension(3));
            default ->
                    throw DataException.of(
                            "%s: %s, expected images: number x height x width, number x channels"
                                    + " x height x width, or number x values. Is this a file of"
                                    + " labels?",
                            file.path(), file.describe());
        };
    }

    /**
     * Checks that a file has images of a shape.
     *
     * @throws DataException if it has not
     */
    static void requireImages(IdxFile file, DataShape shape) {
        DataShape found = shapeOf(file);
        if (found.size() != shape.size() || (!found.isFlat() && !found.equals(shape))) {
            throw DataException.of(
                    "%s: examples of shape %s, and the model was trained on shape %s",
                    file.path(), found, shape);
        }
    }

    /**
     * Returns the examples of a file as values of the domain that a model was trained on. Unsigned bytes
     * are grey levels, zeros and ones, or numbers. Numbers are not checked.
     *
     * @throws DataException if the file has another type
     */
    static Examples examples(IdxFile file, DataSummary trained) {
        int width = trained.shape().size();
        ValueDomain domain = trained.domain();
        if (file.type() == IDXType.UBYTE && domain == ValueDomain.GREY_LEVELS) {
            return Examples.greyLevels(width, file.content());
        }
        if (file.type() == IDXType.UBYTE && domain == ValueDomain.BINARY) {
            if (!isBinary(file)) {
                throw DataException.of(
                        "%s: bytes above 1, and the model was trained on zeros and ones",
                        file.path());
            }
            return Examples.binary(width, file.content());
        }
        if (domain != ValueDomain.REAL && domain != ValueDomain.UNIT_INTERVAL) {
            throw DataException.of(
                    "%s: %s, and the model was trained on %s",
                    file.path(), file.describe(), domain.label());
        }
        return Examples.of(file.rows(), domain);
    }

    private static boolean isBinary(IdxFile file) {
        if (file.type() != IDXType.UBYTE) {
            return false;
        }
        for (byte b : file.content()) {
            if ((b & ~1) != 0) {
                return false;
            }
        }
        return true;
    }

    private static Examples examples(
            IdxFile file, DataShape shape, boolean bits, ValuePrecision precision) {
        if (file.type() == IDXType.UBYTE) {
            return bits
                    ? Examples.binary(shape.size(), file.content())
                    : Examples.greyLevels(shape.size(), file.content()).in(precision);
        }
        for (int i = 0; i < file.count() * shape.size(); i++) {
            double value = file.value(i);
            boolean inDouble = precision == ValuePrecision.DOUBLE;
            if (!Double.isFinite(inDouble ? value : (float) value)) {
                throw DataException.of(
                        "%s: example %s, value %s: %s, expected a finite number",
                        file.path(), i / shape.size(), i % shape.size(), value);
            }
        }
        return Examples.loaded(file.rows(), ValueDomain.REAL, precision);
    }

    private static int[] labels(
            Path path, IdxFile images, @Nullable List<String> classes, @Nullable Path training) {
        IdxFile file = IdxFile.read(path);
        boolean integers = file.type() != IDXType.FLOAT && file.type() != IDXType.DOUBLE;
        if (file.dimensionCount() != 1 || !integers) {
            throw DataException.of(
                    "%s: %s, expected labels: one integer for each image. Is this a file of"
                            + " images?",
                    path, file.describe());
        }
        if (file.count() != images.count()) {
            throw DataException.of(
                    "%s: %s labels, but %s has %s images",
                    path, file.count(), images.path(), images.count());
        }
        int limit = classes == null ? MAX_CLASSES : classes.size();
        int[] labels = new int[file.count()];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (int) file.value(i);
            if (labels[i] < 0 || labels[i] >= limit) {
                throw DataException.of(
                        "%s: label %s is %s, expected 0..%s%s",
                        path,
                        i,
                        labels[i],
                        limit - 1,
                        training == null ? "" : ", as in " + training);
            }
        }
        return labels;
    }
}
