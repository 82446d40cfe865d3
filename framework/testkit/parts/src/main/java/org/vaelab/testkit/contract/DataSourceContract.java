// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.vaelab.framework.data.CompositeSource;
import org.vaelab.framework.data.DataException;
import org.vaelab.framework.data.DataFacts;
import org.vaelab.framework.data.DataSource;
import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.KnownDistances;
import org.vaelab.framework.data.Labels;
import org.vaelab.framework.data.Origin;
import org.vaelab.framework.data.Residence;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.data.ValuePrecision;
import org.vaelab.framework.data.ValueSplit;
import org.vaelab.framework.random.RandomKey;

/**
 * The contract of every data source.
 *
 * <pre>{@code
 * final class TableContractTest extends DataSourceContract {
 *     TableContractTest() {
 *         super("table", "{path: 'FOLDER/a.csv'}");
 *     }
 *
 *     @Override
 *     protected void write(Path folder) throws IOException {
 *         Files.writeString(folder.resolve("a.csv"), "x,y\n1,2\n3,4\n5,6\n");
 *     }
 * }
 * }</pre>
 *
 * <p>A source that reads files overrides {@link #write}; {@value #FOLDER} in its settings is
 * replaced by the folder.
 */
public abstract non-sealed class DataSourceContract extends PartContract {

    /** The placeholder for the folder of {@link #write} in settings. */
    protected static final String FOLDER = "FOLDER";

    /** Whose known distances and noise are checked. */
    private static final int FEW = 20;

    private Path folder = Path.of("");

    /**
     * Creates the contract of a registered data source.
     *
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected DataSourceContract(String name, String... settings) {
        super(DataSource.class, name, settings);
    }

    /** Writes small files for the source to read; by default none. */
    protected void write(Path into) throws IOException {}

    /**
     * Returns whether a test may load the data; a source that downloads them says no. Its settings
     * are checked all the same.
     */
    protected boolean isLoadable() {
        return true;
    }

    /**
     * Returns whether the source takes the files that it finds in a folder. A missing file is then
     * no error, and a damaged one is named in a remark. By default not.
     */
    protected boolean isOfFolder() {
        return false;
    }

    /**
     * Returns whether the small files of {@link #write} hold the same examples for training and for
     * tests, so that they cannot show whether test examples are held out. By default not.
     */
    protected boolean repeatsExamples() {
        return false;
    }

    /**
     * Returns changes of test examples, which may not change training: for each thing that the source
     * learns from examples, such as a vocabulary, a scale or a choice of columns, settings that have
     * it. By default none, and then {@link #whyNoTestChange} says why.
     */
    protected List<TestChange> testChanges() {
        return List.of();
    }

    /**
     * Returns whether generated examples share a pattern of many values, such as a background that is
     * always the same. By default not: it would be noise that is drawn once for all.
     */
    protected boolean sharesPattern() {
        return false;
    }

    /** Returns why no {@link #testChanges} are stated of a source that reads files. */
    protected Optional<String> whyNoTestChange() {
        return Optional.empty();
    }

    private DataSource source(String settings) {
        return whole(made(DataSource.class, settings));
    }

    private DataSource whole(DataSource source) {
        return source instanceof CompositeSource composite ? ofParts(composite) : source;
    }

    /** Creates the parts of a source, as who reads a config does. */
    private DataSource ofParts(CompositeSource composite) {
        Map<String, DataSource> sources = new LinkedHashMap<>();
        composite
                .parts()
                .forEach(
                        (name, section) -> {
                            ObjectNode own = section.deepCopy();
                            own.set("type", own.remove("source"));
                            sources.put(name, plugins().of(DataSource.class).create(own, Map.of()));
                        });
        return composite.of(composite.parts(), sources);
    }

    private Dataset load(String settings) {
        return source(settings).load(DataSource.Progress.SILENT);
    }

    @Override
    final String prepared(String text) {
        return inFolder(text);
    }

    @Override
    final boolean hasFingerprint() {
        return true;
    }

    /** That of the data; a source says in words what it was told, whether it reads it or not. */
    @Override
    final Optional<Fingerprint> fingerprint(Object part, RandomKey key) {
        if (!isLoadable()) {
            return Optional.empty();
        }
        Fingerprint print = new Fingerprint(runtime());
        try {
            write(folder);
            Dataset data = whole((DataSource) part).load(DataSource.Progress.SILENT);
            DataFacts facts = data.facts();
            print.add("name", data.name()).add("shape", data.shape()).add("domain", data.domain());
            print.add("form", facts.form()).add("missing", facts.hasMissing());
            add(print, data.train());
            data.validation().ifPresent(held -> add(print, held));
            add(print, data.test());
        } catch (DataException e) {
            print.addRejected("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return Optional.of(print);
    }

    private static void add(Fingerprint print, Examples examples) {
        double[] row = new double[examples.width()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            print.add("example", row);
        }
        print.add("labels", columns(examples)).add("values", labels(examples));
    }

    /** Runs every check beside an empty folder. */
    @Override
    final void proceed(InvocationInterceptor.Invocation<?> body) throws Throwable {
        folder = Files.createTempDirectory("vaelab-contract");
        try {
            body.proceed();
        } finally {
            delete(folder);
        }
    }

    private String inFolder(String settings) {
        return settings.replace(FOLDER, folder.toString().replace('\\', '/'));
    }

    /**
     * Returns settings of a source whose files are there; a source that cannot load is not checked.
     */
    private String written(String settings) throws IOException {
        assumeTrue(isLoadable());
        write(folder);
        return inFolder(settings);
    }

    private static void delete(Path folder) throws IOException {
        List<Path> all;
        try (Stream<Path> walk = Files.walk(folder)) {
            all = walk.sorted(Comparator.reverseOrder()).toList();
        }
        for (Path path : all) {
            Files.delete(path);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @Override
    @Check("settings")
    final void settingsSurviveAConfig(String text) {
        super.settingsSurviveAConfig(inFolder(text));
    }

    /** The source is created before anything is read. */
    @Check("creation")
    final void makingASourceReadsNothing(String text) {
        assertThat(source(inFolder(text))).as("a source whose files are missing").isNotNull();
    }

    /**
     * The data have a name, an origin and a checksum, and their values, labels and names fit
     * together.
     */
    @Check("validity")
    final void theDataAreValid(String text) throws IOException {
        String settings = written(text);
        Dataset data = load(settings);
        assertThat(data.name()).as("name").isNotBlank();
        assertThat(data.provenance()).as("provenance").isNotBlank();
        assertThat(data.leftOut())
                .as("classes left out: data.without of a config takes them out")
                .isEmpty();
        Dataset again =
                Dataset.of(
                        data.name(),
                        data.train().split().map(ValueSplit::whole).orElse(data.shape()),
                        data.train().whole(),
                        data.validation().map(Examples::whole),
                        data.test().whole(),
                        data.provenance(),
                        data.facts(),
                        DataSource.Progress.SILENT);
        assertThat(data.checksum())
                .as("checksum: that of the content, as Dataset.of computes it")
                .isEqualTo(again.checksum());
        if (!data.valueNames().isEmpty()) {
            assertThat(data.valueNames())
                    .as("names of the values")
                    .hasSize(data.shape().size())
                    .doesNotHaveDuplicates();
        }
        checkValues("training", data, data.train());
        checkMasks("training", data, data.train());
        checkValues("test", data, data.test());
        data.validation().ifPresent(held -> checkValues("validation", data, held));
        assertThat(columns(data.test()))
                .as("label columns of the test examples")
                .isEqualTo(columns(data.train()));
    }

    /** A source that knows how many examples it will train on, before it loads, is right. */
    @Check("training examples")
    final void trainingExamplesAreThoseLoaded(String text) throws IOException {
        String settings = written(text);
        source(settings)
                .trainingExamples()
                .ifPresent(
                        told ->
                                assertThat(told)
                                        .as("trainingExamples(), against what is loaded")
                                        .isEqualTo(load(settings).train().size()));
    }

    /**
     * Test examples are held out of training, and training examples in their place are refused.
     * Data may share some by chance, as often as training repeats itself, but not all; data of a
     * domain with a density may not, where training has no repeats. Of the first settings generated
     * data must be so many that a twentieth which is not held out is found. Elsewhere data that are too
     * few skip the check, with the reason.
     */
    @Check("held out")
    final void testExamplesAreHeldOut(String text) throws IOException {
        assumeFalse(repeatsExamples());
        String settings = written(text);
        Dataset data = load(settings);
        List<String> powerless = new ArrayList<>();
        HeldOut.require("test", data.domain(), data.train(), data.test()).ifPresent(powerless::add);
        data.validation()
                .flatMap(held -> HeldOut.require("validation", data.domain(), data.train(), held))
                .ifPresent(powerless::add);
        requireEqualPartsRefused(data);
        boolean isGenerated = source(settings).readFiles().isEmpty();
        if (!powerless.isEmpty() && isGenerated && text.equals(settings().get(0))) {
            fail(powerless.get(0));
        }
        assumeTrue(powerless.isEmpty(), () -> powerless.get(0));
    }

    /** Where test examples alone are others, training is the same: nothing is learned from them. */
    @Check("training alone")
    final void trainingDoesNotDependOnTheTest() throws IOException {
        assumeTrue(isLoadable());
        if (testChanges().isEmpty() && whyNoTestChange().isEmpty() && readsFiles()) {
            fail(
                    "override testChanges(): the source reads files, and may learn from test examples, such as a"
                            + " scale; or state in whyNoTestChange() that it learns nothing");
        }
        for (TestChange change : testChanges()) {
            write(folder);
            String settings = inFolder(change.settings());
            Dataset before = load(settings);
            List<String> testBefore = content(before.test());
            List<String> trainingBefore = content(before.train());
            change.change().in(folder);
            Dataset after = load(settings);
            assertThat(content(after.test()))
                    .as("test examples of %s, which were to change", change.settings())
                    .isNotEqualTo(testBefore);
            String what = " of training, where test examples alone are others, of ";
            assertThat(after.shape()).as("shape" + what + settings).isEqualTo(before.shape());
            assertThat(after.valueNames())
                    .as("names" + what + settings)
                    .isEqualTo(before.valueNames());
            assertThat(after.facts().form())
                    .as("form" + what + settings)
                    .isEqualTo(before.facts().form());
            assertThat(content(after.train()))
                    .as("examples" + what + settings)
                    .isEqualTo(trainingBefore);
        }
    }

    private boolean readsFiles() throws IOException {
        write(folder);
        return settings().stream().anyMatch(text -> !source(inFolder(text)).readFiles().isEmpty());
    }

    /** Returns all numbers and labels, one example or column each. */
    private static List<String> content(Examples examples) {
        List<String> all = new ArrayList<>(labels(examples));
        Examples whole = examples.whole();
        double[] row = new double[whole.width()];
        for (int i = 0; i < whole.size(); i++) {
            whole.read(i, row, 0);
            all.add(Arrays.toString(row));
        }
        return all;
    }

    /** The data pass as they are, and with training examples in the place of test examples not. */
    private static void requireEqualPartsRefused(Dataset data) {
        data.requireComparable();
        Dataset repeated =
                new Dataset(
                        data.identity(),
                        data.shape(),
                        data.train(),
                        data.validation(),
                        data.train(),
                        data.facts());
        assertThatThrownBy(repeated::requireComparable)
                .as("training examples as test examples")
                .isInstanceOf(DataException.class);
    }

    private static void checkValues(String part, Dataset data, Examples examples) {
        double[] row = new double[data.shape().size()];
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            for (double value : row) {
                boolean missing = Double.isNaN(value) && mayBeMissing(data);
                if (!missing && !data.domain().contains(value)) {
                    throw new AssertionError(
                            part
                                    + " example "
                                    + i
                                    + " has the value "
                                    + value
                                    + ", which is not "
                                    + data.domain().label());
                }
            }
        }
    }

    /** Values that every example misses teach nothing: masks of rows come from one key. */
    private static void checkMasks(String part, Dataset data, Examples examples) {
        if (!data.facts().hasMissing() || examples.size() < 20) {
            return;
        }
        double[] row = new double[data.shape().size()];
        Set<List<Boolean>> masks = new HashSet<>();
        for (int i = 0; i < examples.size(); i++) {
            examples.read(i, row, 0);
            masks.add(Arrays.stream(row).mapToObj(Double::isNaN).toList());
        }
        if (masks.size() == 1 && masks.iterator().next().contains(true)) {
            throw new AssertionError(
                    "all "
                            + examples.size()
                            + " examples of "
                            + part
                            + " miss the same values: does each draw what it misses from a key of its"
                            + " own?");
        }
    }

    /** NaN is a missing value of a table, or comes after the end of a text. */
    private static boolean mayBeMissing(Dataset data) {
        return data.facts().hasMissing() || data.facts().form().mayEnd();
    }

    private static List<String> columns(Examples examples) {
        return examples.labels().stream()
                .flatMap(labels -> labels.columns().stream())
                .map(column -> column.name() + " " + column.valueNames())
                .toList();
    }

    /** Known distances are distances, and both parts know them or neither. */
    @Check("known distances")
    final void knownDistancesAreDistances(String text) throws IOException {
        Dataset data = load(written(text));
        assertThat(data.train().distances().isPresent())
                .as(
                        "whether distances of training examples are known, as those of test examples are")
                .isEqualTo(data.test().distances().isPresent());
        for (Examples examples : List.of(data.train().first(FEW), data.test().first(FEW))) {
            examples.distances().ifPresent(known -> checkDistances(known, examples.size()));
        }
    }

    private static void checkDistances(KnownDistances known, int size) {
        for (int i = 0; i < size; i++) {
            assertThat(known.between(i, i)).as("distance of example %s to itself", i).isZero();
            for (int j = 0; j < i; j++) {
                double distance = known.between(i, j);
                assertThat(distance)
                        .as("distance of examples %s and %s", i, j)
                        .isFinite()
                        .isNotNegative()
                        .isEqualTo(known.between(j, i));
                for (int k = 0; k < j; k++) {
                    assertThat(distance)
                            .as("triangle of examples %s, %s and %s", i, j, k)
                            .isLessThanOrEqualTo(
                                    (known.between(i, k) + known.between(k, j)) * (1 + 1e-9));
                }
            }
        }
    }

    /** Each generated example has noise of its own, also with other settings. */
    @Tag("full")
    @Check("noise")
    final void examplesHaveNoiseOfTheirOwn(String text) throws IOException {
        assumeFalse(sharesPattern());
        written(text);
        requireOwnNoise(text);
        withOthers(
                text,
                other -> {
                    try {
                        requireOwnNoise(other);
                    } catch (DataException e) {
                        // The source rejects the value.
                    }
                });
    }

    private void requireOwnNoise(String text) {
        String settings = inFolder(text);
        if (source(settings).readFiles().isEmpty()) {
            requireOwnNoise(load(settings));
        }
    }

    /** Most examples have the same value at most places, and there are many such values. */
    static void requireOwnNoise(Dataset data) {
        Examples examples = data.train().first(FEW);
        int size = examples.size();
        int width = examples.width();
        double[][] rows = new double[size][width];
        for (int i = 0; i < size; i++) {
            examples.read(i, rows[i], 0);
        }
        Map<Double, Integer> shared = new LinkedHashMap<>();
        for (int j = 0; j < width; j++) {
            int place = j;
            double[] column = Arrays.stream(rows).mapToDouble(row -> row[place]).sorted().toArray();
            double middle = column[size / 2];
            if (Arrays.stream(column).filter(value -> value == middle).count() > size / 2) {
                shared.merge(middle, 1, Integer::sum);
            }
        }
        int places = shared.values().stream().mapToInt(count -> count).sum();
        boolean isOfNumbers =
                data.domain() != ValueDomain.BINARY && data.domain() != ValueDomain.TOKENS;
        if (isOfNumbers && size == FEW && 2 * places > width && shared.size() > FEW) {
            fail(
                    "most of %s examples have the same value at %s of %s places, %s different ones: is noise drawn for each from a key of its own? Else override sharesPattern()"
                            .formatted(size, places, width, shared.size()));
        }
    }

    /** Windows of series that have the same time have the same place, whatever series they are of. */
    @Check("places of windows")
    final void placesOfWindowsFollowTheTime(String text) throws IOException {
        requirePlaces(load(written(text)).train());
    }

    static void requirePlaces(Examples examples) {
        Map<String, Integer> placeOf = new LinkedHashMap<>();
        Origin origin = examples.origin();
        if (origin.windows().isEmpty() || origin.times().isEmpty()) {
            return;
        }
        for (int i = 0; i < examples.size(); i++) {
            Origin.Window window = origin.window(i);
            for (int step = 0; step < window.steps(); step++) {
                int place = window.first() + step;
                String time = origin.time(i, step);
                int before = placeOf.merge(time, place, (known, now) -> known);
                if (place != before) {
                    fail(
                            "time %s has the place %s in one window and %s in window %s: count places from one time for all series"
                                    .formatted(time, before, place, i));
                }
            }
        }
    }

    /** Examples are of the distribution that is known of them, see {@link KnownDistributionCheck}. */
    @Tag("full")
    @Check("known distribution")
    final void examplesAreOfTheKnownDistribution(String text) throws IOException {
        Dataset data = load(written(text));
        data.facts()
                .distribution()
                .ifPresent(known -> new KnownDistributionCheck(known, data).check());
    }

    /** Loading twice yields equal content, from the same source and from another. */
    @Check("equal content")
    final void loadingTwiceYieldsTheSame(String text) throws IOException {
        String settings = written(text);
        DataSource source = source(settings);
        Dataset first = source.load(DataSource.Progress.SILENT);
        for (DataSource other : List.of(source, source(settings))) {
            Dataset second = other.load(DataSource.Progress.SILENT);
            assertThat(second.checksum()).as("checksum").isEqualTo(first.checksum());
            assertThat(second.name()).isEqualTo(first.name());
            assertThat(second.provenance()).isEqualTo(first.provenance());
            assertThat(second.valueNames()).isEqualTo(first.valueNames());
            assertSame("training", first.train(), second.train(), 0);
            assertSame("test", first.test(), second.test(), 0);
        }
    }

    /** Data in double precision are the same up to rounding, with the same checksum. */
    @Check("precision")
    final void precisionChangesOnlyTheRounding(String text) throws IOException {
        String settings = written(text);
        Dataset single = load(settings);
        Dataset exact =
                source(settings)
                        .load(DataSource.Progress.SILENT, ValuePrecision.DOUBLE)
                        .in(ValuePrecision.DOUBLE);
        assertThat(exact.checksum())
                .as("checksum in double precision")
                .isEqualTo(single.checksum());
        assertSame("training", single.train(), exact.train(), Math.ulp(1f));
        assertSame("test", single.test(), exact.test(), Math.ulp(1f));
    }

    /** Data that are left on disk where they can be are the same as in memory. */
    @Check("streaming")
    final void streamedDataAreTheSame(String text) throws IOException {
        String settings = written(text);
        Dataset held = load(settings);
        Path cache = Files.createTempDirectory("vaelab-cache");
        String limit = System.getProperty(Residence.PROPERTY);
        System.setProperty("vaelab.cache", cache.toString());
        System.setProperty(Residence.PROPERTY, "0");
        try {
            Dataset streamed = load(settings);
            assertThat(streamed.checksum())
                    .as("checksum of data on disk")
                    .isEqualTo(held.checksum());
            assertSame("training", held.train(), streamed.train(), 0);
            assertSame("test", held.test(), streamed.test(), 0);
        } finally {
            restore("vaelab.cache", null);
            restore(Residence.PROPERTY, limit);
            delete(cache);
        }
    }

    private static void restore(String property, @Nullable String value) {
        if (value == null) {
            System.clearProperty(property);
        } else {
            System.setProperty(property, value);
        }
    }

    private static void assertSame(String part, Examples expected, Examples got, double relative) {
        assertThat(got.size()).as("number of " + part + " examples").isEqualTo(expected.size());
        double[] left = new double[expected.width()];
        double[] right = new double[got.width()];
        for (int i = 0; i < expected.size(); i++) {
            expected.read(i, left, 0);
            got.read(i, right, 0);
            requireSameMissing(part + " example " + i, right, left);
            assertClose(part + " example " + i, right, left, relative);
        }
        assertThat(labels(got)).as("labels of the " + part).isEqualTo(labels(expected));
    }

    /** Compares missing values, and replaces them by 0. */
    private static void requireSameMissing(String what, double[] got, double[] expected) {
        for (int j = 0; j < got.length; j++) {
            assertThat(Double.isNaN(got[j]))
                    .as("%s, element %s: is it missing?", what, j)
                    .isEqualTo(Double.isNaN(expected[j]));
            got[j] = Double.isNaN(got[j]) ? 0 : got[j];
            expected[j] = Double.isNaN(expected[j]) ? 0 : expected[j];
        }
    }

    private static List<String> labels(Examples examples) {
        return examples.labels().map(Labels::columns).orElse(List.of()).stream()
                .map(column -> column.name() + Arrays.toString(column.values()))
                .toList();
    }

    /**
     * {@link DataSource#readFiles} names each file that the data depend on. A missing or damaged
     * one is named by a {@link DataException}. A source that does not read the file loads the same
     * without it. See also {@link #isOfFolder}.
     */
    @Check("files")
    final void missingAndDamagedFilesAreNamed(String text) throws IOException {
        String settings = written(text);
        String checksum = load(settings).checksum();
        List<Path> read = source(settings).readFiles();
        for (Path file : files(folder)) {
            String name = String.valueOf(file.getFileName());
            byte[] content = Files.readAllBytes(file);
            Files.delete(file);
            Optional<Dataset> without = tryToLoad(settings, "without " + name, name);
            if (without.filter(data -> data.checksum().equals(checksum)).isEmpty()) {
                assertThat(read)
                        .as("readFiles, of which the data depend on " + name)
                        .contains(file);
            }
            without.filter(data -> !isOfFolder())
                    .ifPresent(
                            data ->
                                    assertThat(data.checksum())
                                            .as("checksum of what is loaded without " + name)
                                            .isEqualTo(checksum));
            Files.write(file, Arrays.copyOf(content, content.length / 2));
            tryToLoad(settings, "with half of " + name, name)
                    .filter(data -> isOfFolder())
                    .ifPresent(
                            data ->
                                    assertThat(String.join("\n", data.facts().remarks()))
                                            .as("remarks on half of " + name)
                                            .contains(name));
            Files.write(file, content);
        }
    }

    private Optional<Dataset> tryToLoad(String settings, String how, String file) {
        try {
            return Optional.of(load(settings));
        } catch (DataException e) {
            assertThat(e).as("loading " + how).hasMessageContaining(file);
            return Optional.empty();
        } catch (RuntimeException e) {
            throw new AssertionError(
                    "loading " + how + " throws " + e + ", not a DataException that names the file",
                    e);
        }
    }
}
