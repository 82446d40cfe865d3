// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.opentest4j.TestAbortedException;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.PartChoice;
import org.vaelab.framework.settings.PartType;
import org.vaelab.framework.settings.Registry;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.spi.BackendProvider;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.testkit.family.ToyModule;

/**
 * The common contract of all registered parts: the part is found by its name, as in a config, and
 * created from each of the given settings.
 *
 * <p>Random checks have fixed keys, and fail for a correct part with probability 1e-6 each. {@code
 * -Dvaelab.testkit.seed=N} chooses other keys, and each failure prints its seed.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
public abstract sealed class PartContract
        permits ArchitectureContract,
                DataSourceContract,
                EstimatorModelsContract,
                GenerativeEstimatorContract,
                InferenceContract,
                LayerContract,
                LikelihoodDensityContract,
                MetricContract,
                ModelContract,
                PosteriorFamilyContract,
                PriorContract,
                TestQuantityContract {

    private static final String SEED = "vaelab.testkit.seed";

    static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(JsonReadFeature.ALLOW_UNQUOTED_FIELD_NAMES)
                    .enable(JsonReadFeature.ALLOW_SINGLE_QUOTES)
                    .build();

    private static @Nullable Plugins loaded;

    private final Class<?> point;
    private final String name;
    private final List<String> settings;
    private TensorRuntime runtime;

    @SuppressWarnings("NullAway.Init") // opened before the first test
    PartContract(Class<?> point, String name, String... settings) {
        this.point = point;
        this.name = name;
        this.settings = settings.length == 0 ? List.of("{}") : List.of(settings);
    }

    /**
     * Returns the provider of the backend to compute with: the most preferred on the class path.
     */
    protected BackendProvider backend() {
        return ServiceLoader.load(BackendProvider.class, PartContract.class.getClassLoader())
                .stream()
                .map(ServiceLoader.Provider::get)
                .max(Comparator.comparingInt(BackendProvider::preference))
                .orElseThrow(() -> new IllegalStateException("no backend is on the class path"));
    }

    /** Returns the parts on the class path and those of the testkit, which are looked for once. */
    final Plugins plugins() {
        return all();
    }

    /** Returns the parts on the class path and those of the testkit. */
    static Plugins all() {
        synchronized (PartContract.class) {
            if (loaded == null) {
                loaded = ToyModule.besideTheModulesOf(PartContract.class.getClassLoader());
            }
            return loaded;
        }
    }

    final Class<?> point() {
        return point;
    }

    final String part() {
        return name;
    }

    Set<String> parts() {
        return Set.of(name);
    }

    final List<String> settings() {
        return settings;
    }

    /** Returns a float64 runtime that lives as long as the tests of this class. */
    final TensorRuntime runtime() {
        return runtime;
    }

    /** Opens a runtime that refuses leaks. */
    final TensorRuntime open(DType dtype) {
        return TensorRuntime.strict(backend().open(new BackendSettings("auto", 1)), dtype);
    }

    @BeforeAll
    final void openRuntime() {
        runtime = open(DType.FLOAT64);
    }

    @AfterAll
    final void closeRuntime() {
        runtime.close();
    }

    /** The part and each of its keys are described, in one line each. */
    @Check("description")
    void thePartIsDescribed() {
        PartType<?> type = plugins().of(point).get(name);
        assertThat(type.part().description())
                .as("description in @Part")
                .isNotBlank()
                .hasLineCount(1);
        for (SettingKey setting : type.keys()) {
            assertThat(setting.meaning())
                    .as("@Setting of the key '%s'", setting.name())
                    .isNotBlank()
                    .hasLineCount(1);
        }
    }

    /** A config that says nothing more than these settings is read back to the same settings. */
    @Check("settings")
    void settingsSurviveAConfig(String text) {
        Object read = made(point, text);
        ObjectNode written = JSON.valueToTree(PartChoice.of(name, (Record) read).settings());
        PartType<?> type = new PartType<>(read.getClass());
        assertThat((Object) type.bind(name, written, plugins())).isEqualTo(read);
    }

    /**
     * Returns the keys that change none of the numbers that this contract compares, with the
     * reason; by default none.
     */
    protected Map<String, String> keysWithoutEffect() {
        return Map.of();
    }

    /** Each key of the settings changes some number. */
    @Tag("full")
    @Check("settings that differ")
    void eachSettingChangesSomething(RandomKey key) {
        if (hasFingerprint()) {
            settingsCheck(key).check(keysWithoutEffect());
        }
    }

    /** What a part learns is in its parameters, and two parts of one key are the same. */
    @Tag("full")
    @Check("parameters")
    void learnedTensorsAreParameters(String text, RandomKey key) {
        Optional<Fingerprint> print =
                hasFingerprint() ? fingerprint(read(prepared(text)), key) : Optional.empty();
        if (print.isPresent()) {
            // What one setting holds fixed, another lists.
            List<String> unlisted = print.get().unlisted();
            if (!unlisted.isEmpty() && !settingsCheck(key).isAllListed(print.get())) {
                throw new AssertionError(
                        "learned tensors of shapes "
                                + unlisted
                                + " are not in parameters(): they are never trained and never saved");
            }
            assertThat(fingerprint(read(prepared(text)), key).orElseThrow().equalTo(print.get()))
                    .as(
                            "a part that is made twice of one key is the same (initial values and"
                                    + " noise come from the key of the context, and no static keeps"
                                    + " state)")
                    .isTrue();
        }
    }

    /** Returns the keys that no settings of this contract vary, nor values near theirs. */
    final List<String> keysNeverVaried() {
        List<String> never =
                hasFingerprint()
                        ? new ArrayList<>(settingsCheck(key("never varied")).neverVaried())
                        : new ArrayList<>();
        never.removeAll(keysWithoutEffect().keySet());
        return never;
    }

    private SettingsCheck settingsCheck(RandomKey key) {
        return new SettingsCheck(
                settings.stream().map(this::prepared).toList(),
                this::read,
                part -> fingerprint(part, key));
    }

    /** Returns settings that can be read; by default they are as they are given. */
    String prepared(String text) {
        return text;
    }

    /** Returns whether {@link #fingerprint} is given. */
    boolean hasFingerprint() {
        return false;
    }

    /** Returns numbers of a part that differ if its settings differ; by default it is not asked. */
    Optional<Fingerprint> fingerprint(Object part, RandomKey key) {
        return Optional.empty();
    }

    /** Returns the part under test with its settings. */
    final <P> P made(Class<P> as, String text) {
        return as.cast(read(text));
    }

    /** Reads the part under test; a test of a contract returns one with a defect. */
    Object read(String text) {
        return part(point, name, text);
    }

    /**
     * Returns whether some checks also run with other settings than those of the contract. By default
     * they do. A part of which the contract states what holds for its settings alone overrides it.
     */
    protected boolean checksOtherSettings() {
        return true;
    }

    /**
     * Runs a check with settings that differ from given ones in one key: sizes and switches of tests
     * may hide what is wrong with others. What the part rejects is left out.
     */
    final void withOthers(String text, Consumer<String> check) {
        if (!checksOtherSettings() || !(read(prepared(text)) instanceof Record part)) {
            return;
        }
        for (String other : OtherSettings.around(part, text)) {
            try (TensorScope scope = runtime.scope()) {
                check.accept(other);
            } catch (DensityCheck.Unresolved e) {
                // Sizes of the contract are for its own settings.
            } catch (AssertionError e) {
                throw new AssertionError("with " + other + ": " + e.getMessage(), e);
            } catch (IllegalArgumentException | IllegalStateException e) {
                // The part, or one beside it, rejects the value.
            }
        }
    }

    /** Returns a part with settings as a config holds them. */
    static <P> P part(Class<P> point, String name, String text) {
        return all().of(point).get(name).bind(name, tree(text), all());
    }

    /** Returns settings as a config holds them. */
    static ObjectNode tree(String text) {
        try {
            return (ObjectNode) JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(text + ": " + e.getOriginalMessage(), e);
        }
    }

    /** Returns a posterior with settings as a config holds them. */
    static PosteriorPart posterior(ConfiguredPart chosen) {
        return part(PosteriorPart.class, chosen.name(), chosen.settings());
    }

    /** Returns the values of a parameter of checks: of a text the settings. */
    List<?> values(Class<?> type) {
        return ofSettings(type, settings);
    }

    /** Returns the values of a parameter that some settings give; by default they are themselves. */
    List<?> ofSettings(Class<?> type, List<String> some) {
        return some;
    }

    /**
     * Returns whether some checks also run at the defaults of the part. By default they do. A part
     * whose default networks are so large that finite differences are rounding overrides it.
     */
    protected boolean checksDefaults() {
        return true;
    }

    final List<?> values(Class<?> type, boolean atDefaults) {
        List<Object> all = new ArrayList<>(values(type));
        if (atDefaults && checksDefaults()) {
            all.addAll(ofSettings(type, defaults()));
        }
        return all;
    }

    /**
     * Returns the settings without the keys that a config may leave out, where the part takes them
     * and they are not among those of the contract: sizes of tests may hide what is wrong at the
     * defaults.
     */
    private List<String> defaults() {
        List<Object> known = new ArrayList<>();
        List<String> found = new ArrayList<>();
        settings.forEach(text -> known.add(read(prepared(text))));
        for (int i = 0; i < settings.size(); i++) {
            ObjectNode required = tree(settings.get(i));
            for (SettingKey key : SettingKey.of(known.get(i).getClass())) {
                if (!key.isRequired() && !key.meaning().isEmpty()) {
                    required.remove(key.name());
                }
            }
            readIfComplete(required.toString())
                    .filter(part -> !known.contains(part))
                    .ifPresent(
                            part -> {
                                known.add(part);
                                found.add(required.toString());
                            });
        }
        return found;
    }

    private Optional<Object> readIfComplete(String settings) {
        try {
            return Optional.of(read(prepared(settings)));
        } catch (IllegalArgumentException e) {
            // It needs one of the keys that a config may leave out.
            return Optional.empty();
        }
    }

    /** Returns the key of a check. */
    final RandomKey key(String check) {
        return RandomKey.of(seed()).split(name).split(check);
    }

    private static long seed() {
        return Long.getLong(SEED, 0);
    }

    /** Runs a trial in a scope; a failure names the part, the values, the check and the seed. */
    final void run(Trial trial, InvocationInterceptor.Invocation<?> body) throws Throwable {
        try (TensorScope scope = runtime.scope()) {
            proceed(body);
        } catch (TestAbortedException e) {
            throw e;
        } catch (AssertionError | RuntimeException e) {
            String part = (Registry.kind(point) + " " + name + " " + trial.values()).strip();
            String own = e.getMessage() == null ? e.toString() : e.getMessage();
            String message = cause(trial).map(cause -> cause + "; ").orElse("") + own;
            throw new AssertionError(
                    "%s, %s: %s [-D%s=%s]"
                            .formatted(part, trial.name(), inOneLine(message), SEED, seed()),
                    e);
        }
    }

    /** Summaries of test runs show the first line of a message. Addresses of objects say nothing. */
    private static String inOneLine(String message) {
        return message.strip()
                .replaceAll("\\s*\\R\\s*", " ")
                .replaceAll("\\$\\$Lambda[^\\s,\\])]*|@[0-9a-f]{5,}\\b", "");
    }

    /** Returns what lies behind a failure, whatever the check says; by default nothing is known. */
    Optional<String> cause(Trial trial) {
        return Optional.empty();
    }

    /** Runs the body of a trial. */
    void proceed(InvocationInterceptor.Invocation<?> body) throws Throwable {
        body.proceed();
    }

    /** Returns outputs of a network for a head: one of zeros, then random ones. */
    static double[][] heads(int rows, Head head, double scale, RandomKey key) {
        double[][] heads = new double[rows][head.width()];
        for (int row = 1; row < rows; row++) {
            heads[row] = key.split("heads").fold(row).normal(heads[row].length);
            for (int i = 0; i < heads[row].length; i++) {
                heads[row][i] *= scale;
            }
        }
        return heads;
    }

    /** Moves what is learned away from where it starts, which is often a special point. */
    static void move(TensorRuntime runtime, List<Parameter> parameters, RandomKey key) {
        for (Parameter parameter : parameters) {
            if (parameter.role() == Parameter.Role.LEARNED) {
                Tensor noise =
                        runtime.normal(key.split(parameter.name()), parameter.value().shape());
                parameter.assign(parameter.value().stopGradient().add(noise.mul(0.3)));
            }
        }
    }

    /** Asserts that a gradient in a parameter is the derivative, along a random direction. */
    static void requireDerivative(
            Parameter parameter, double[] gradient, Supplier<Tensor> function, RandomKey key) {
        TensorRuntime runtime = parameter.value().runtime();
        double[] start = parameter.value().readDoubles();
        double[] direction = key.split(parameter.name()).normal(start.length);
        double analytic = 0;
        double numeric = 0;
        double step = 1e-5;
        for (int side = -1; side <= 1; side += 2) {
            double[] moved = start.clone();
            for (int i = 0; i < moved.length; i++) {
                moved[i] += side * step * direction[i];
            }
            parameter.assign(runtime.tensor(moved, parameter.value().shape()));
            numeric += side * function.get().readScalar() / (2 * step);
        }
        parameter.assign(runtime.tensor(start, parameter.value().shape()));
        for (int i = 0; i < start.length; i++) {
            analytic += gradient[i] * direction[i];
        }
        assertClose(
                "derivative in " + parameter.name(),
                new double[] {analytic},
                new double[] {numeric},
                1e-6);
    }

    /** Fails with what was found. */
    static void fail(String found) {
        throw new AssertionError(found);
    }

    /** Asserts that numbers agree up to a relative error of {@code 1 + |value|}. */
    static void assertClose(String what, double[] got, double[] expected, double relative) {
        assertThat(got).as(what).hasSameSizeAs(expected);
        for (int i = 0; i < got.length; i++) {
            double allowed = relative * (1 + Math.abs(expected[i]));
            boolean absent = Double.isNaN(got[i]) && Double.isNaN(expected[i]);
            if (!absent && !(Math.abs(got[i] - expected[i]) <= allowed)) {
                throw new AssertionError(
                        String.format(
                                Locale.ROOT,
                                "%s, element %d: expected %.12g within %.2g, got %.12g",
                                what,
                                i,
                                expected[i],
                                allowed,
                                got[i]));
            }
        }
    }

    /** Asserts that no number is infinite or NaN. */
    static void assertFinite(String what, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new AssertionError(what + ": element " + i + " is " + values[i]);
            }
        }
    }

    static List<double[]> values(List<Parameter> parameters) {
        List<double[]> values = new ArrayList<>();
        parameters.forEach(parameter -> values.add(parameter.value().readDoubles()));
        return values;
    }

    static List<String> names(List<Parameter> parameters) {
        List<String> names = new ArrayList<>();
        parameters.forEach(parameter -> names.add(parameter.name()));
        return names;
    }
}
