// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.array;

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.ExampleReader;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.settings.Part;
import org.vaelab.framework.settings.Setting;
import org.vaelab.framework.sources.HeldOut;
import org.vaelab.framework.sources.SourceName;

/** Arrays of {@code .npy}, {@code .npz}, {@code .safetensors}, {@code .mat}, HDF5 and IDX files. */
@Part(
        value = "npy",
        description = "arrays of NumPy (.npy, .npz), safetensors, MATLAB and HDF5 files")
public record ArraySource(
        @Setting(
                        "array of the training examples, or of all: a.npy, a.npz#NAME,"
                                + " a.safetensors#NAME, a.mat#NAME or a.h5#GROUP/NAME; of a.npz alone x_train, with"
                                + " y_train, x_test and y_test if they are there")
                Path train,
        @Setting("array of the test examples; absent: some rows of train are held out")
                @Nullable Path test,
        @Setting(
                        "fraction of the rows of train held out for the test, between 0 and 1;"
                                + " default 0.2, unless test is set")
                @Nullable Double testFraction,
        @Setting("array of a label for each row of train, [N]; absent: no labels")
                @Nullable Path labels,
        @Setting("array of the labels of test") @Nullable Path testLabels,
        @Setting("names of the classes, in ascending order of the labels; default the numbers")
                @Nullable List<String> classes,
        @Setting("array of known factors of each row of train, [N, F]; absent: none")
                @Nullable Path factors,
        @Setting("array of the factors of test") @Nullable Path testFactors,
        @Setting("names of the factors; default factor1, factor2, ...")
                @Nullable List<String> factorNames,
        @Setting(
                        "axes of images: channels-first or channels-last; default channels-last if"
                                + " the last axis is 1, 3 or 4 long and the first is not")
                @Nullable AxisOrder layout,
        @Setting(
                        "what the values are: real, unit (in [0, 1]), grey (integers 0 to 255),"
                                + " binary (0 and 1), counts; default by the type: floats are real,"
                                + " uint8 is grey (binary if none is above 1), bool is binary, other"
                                + " integers are counts, or real if one is negative")
                @Nullable ValueDomain domain,
        @Setting("shape of an example, such as 3x32x32; default that of the array")
                @Nullable DataShape shape,
        @Setting("whether NaN is a missing value; default false: NaN is an error")
                @Nullable Boolean missing,
        @Setting("seed of the choice of test rows; default 0") @Nullable Long seed,
        @Setting("name in tables; default the name of the file") @Nullable String name)
        implements DataSource {
    private static final List<String> TRAINING_NAMES =
            List.of("x_train", "X_train", "train_x", "train", "x", "X", "data", "images", "imgs");
    private static final List<String> TEST_NAMES = List.of("x_test", "X_test", "test_x", "test");
    private static final List<String> LABEL_NAMES = List.of("y_train", "train_y", "y");
    private static final List<String> TEST_LABEL_NAMES = List.of("y_test", "test_y");

    /**
     * Checks the settings.
     *
     * @throws DataException if a setting is out of range, or two contradict each other
     */
    public ArraySource {
        HeldOut.requireValid("npy", test, testFraction);
        requireBeside("testLabels", testLabels, "labels", labels);
        requireBeside("testFactors", testFactors, "factors", factors);
        requireBeside("testLabels", testLabels, "test", test);
        requireBeside("testFactors", testFactors, "test", test);
        requireBeside("factorNames", factorNames, "factors", factors);
        classes = classes == null ? null : List.copyOf(classes);
        factorNames = factorNames == null ? null : List.copyOf(factorNames);
    }

    private static void requireBeside(
            String key, @Nullable Object value, String other, @Nullable Object needed) {
        if (value != null && needed == null) {
            throw DataException.of("source npy: %s is set without %s", key, other);
        }
    }

    /** Returns the source of one file with default settings. */
    public static ArraySource of(Path train) {
        return of(train, null, null);
    }

    static ArraySource of(Path train, @Nullable AxisOrder layout, @Nullable ValueDomain domain) {
        return new ArraySource(
                train, null, null, null, null, null, null, null, null, layout, domain, null, null,
                null, null);
    }

    boolean hasMissing() {
        return Boolean.TRUE.equals(missing);
    }

    @Override
    public Dataset load(Progress progress, ValuePrecision precision) {
        ArrayFile whole = ArrayFile.of(train);
        Optional<StoredArray> tested = array(test, TEST_NAMES);
        Optional<StoredArray> classed = array(labels, LABEL_NAMES);
        Optional<StoredArray> testClassed = array(testLabels, TEST_LABEL_NAMES);
        if (ArrayFile.memberOf(train).isEmpty()) {
            boolean isBeside = tested.isEmpty() && testFraction == null;
            tested = isBeside ? whole.first(TEST_NAMES) : tested;
            if (classed.isEmpty()) {
                classed = whole.first(LABEL_NAMES);
                testClassed =
                        isBeside && tested.isPresent()
                                ? whole.first(TEST_LABEL_NAMES)
                                : testClassed;
            }
        }
        if (classed.isEmpty()) {
            requireBeside("classes", classes, "labels", null);
        }
        Stream<ArrayData.Labelling> classes =
                ArrayData.Labelling.ofClasses(classed, testClassed, this.classes, false);
        Stream<ArrayData.Labelling> of =
                array(factors, List.of()).stream()
                        .map(
                                all ->
                                        new ArrayData.Labelling(
                                                all,
                                                array(testFactors, List.of()),
                                                Optional.ofNullable(factorNames).orElse(List.of()),
                                                List.of(),
                                                false));
        return new ArrayData(
                        this,
                        whole.chosen(train, TRAINING_NAMES),
                        tested,
                        Stream.concat(classes, of).toList(),
                        Origin.numbered("index", Integer::toString))
                .load(
                        SourceName.of(name, whole.path(), "npy"),
                        Optional.empty(),
                        precision,
                        progress);
    }

    /**
     * {@inheritDoc} Real numbers have {@code gaussian}. An array that cannot be read is reported
     * when it is loaded.
     */
    @Override
    public String defaultLikelihood() {
        String usual = DataSource.super.defaultLikelihood();
        try {
            boolean isInteger =
                    ArrayFile.of(train).chosen(train, TRAINING_NAMES).type().isInteger();
            return domain == null && !isInteger ? ValueDomain.REAL.likelihood() : usual;
        } catch (DataException e) {
            return usual;
        }
    }

    private static Optional<StoredArray> array(@Nullable Path address, List<String> usual) {
        return Optional.ofNullable(address).map(path -> ArrayFile.of(path).chosen(path, usual));
    }

    @Override
    public List<Path> readFiles() {
        return Stream.of(train, test, labels, testLabels, factors, testFactors)
                .filter(Objects::nonNull)
                .map(ArrayFile::fileOf)
                .distinct()
                .toList();
    }

    @Override
    public Optional<ExampleReader> reader() {
        return Optional.of(new ArrayReader(this));
    }
}
