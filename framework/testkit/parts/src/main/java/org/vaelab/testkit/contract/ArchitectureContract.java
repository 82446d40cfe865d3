// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.junit.jupiter.api.Tag;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.network.Architecture;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Grid;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.network.NetworkSettings;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.settings.SettingKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.tensor.GradientCheck;

/**
 * The contract of every architecture: shapes for each kind of data that it accepts, a refusal by
 * name of others, rows that do not influence one another, gradients in the input and in the
 * parameters, the same parameters from the same key, names that survive a checkpoint, masks of
 * missing values, and the start of a decoder.
 *
 * <pre>{@code
 * final class PerceptronContractTest extends ArchitectureContract {
 *     PerceptronContractTest() {
 *         super("mlp", EnumSet.of(Data.VECTOR, Data.IMAGE, Data.SERIES), "{hidden: [5]}");
 *     }
 * }
 * }</pre>
 */
public abstract non-sealed class ArchitectureContract extends PartContract {

    /** Kinds of data. */
    public enum Data {
        /** Plain vectors of 6 numbers. */
        VECTOR,
        /** Images of 2 channels of 8x4 pixels. */
        IMAGE,
        /** Series of 4 steps of 3 numbers. */
        SERIES,
        /** Texts of at most 5 tokens. */
        TEXT;

        private DataShape shape() {
            return switch (this) {
                case VECTOR -> DataShape.flat(6);
                case IMAGE -> new DataShape(2, 8, 4);
                case SERIES -> new DataShape(1, 4, 3);
                case TEXT -> DataShape.flat(5);
            };
        }

        private ValueDomain domain() {
            return this == TEXT ? ValueDomain.TOKENS : ValueDomain.REAL;
        }
    }

    /** A network of a pair. */
    private enum Side {
        ENCODER(" in the encoder"),
        DECODER(" in the decoder");

        /** What {@code keysWithoutEffect()} adds to a key of the other one. */
        private final String words;

        Side(String words) {
            this.words = words;
        }
    }

    private static final int LATENT = 8;
    private static final int BESIDE = 2;
    private static final int ROWS = 3;

    /** Of which the noise is compared. */
    private static final int LEAST_VALUES = 4;

    private static final Head HEAD = Head.of(Head.real("mean", LATENT), Head.real("scale", LATENT));

    /** Keys of the section {@code network} that are no components of its record. */
    private static final List<String> RESERVED = List.of("type", "decoderHidden");

    private final Set<Data> accepted;

    /**
     * Creates the contract of a registered architecture.
     *
     * @param accepted the kinds of data that its encoders see
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected ArchitectureContract(String name, Set<Data> accepted, String... settings) {
        super(Architecture.class, name, settings);
        this.accepted = EnumSet.copyOf(accepted);
    }

    /** Returns a grid on which latent variables of {@link Data#IMAGE} may lie; by default none. */
    protected Optional<Grid> grid() {
        return Optional.empty();
    }

    @Override
    List<?> values(Class<?> type) {
        return type == Data.class ? List.copyOf(accepted) : super.values(type);
    }

    private NetworkSettings networks(String settings) {
        return networks(made(Architecture.class, settings));
    }

    private static NetworkSettings networks(Architecture architecture) {
        Architecture decoder = architecture.mirrored().isPresent() ? null : architecture;
        return new NetworkSettings(
                architecture,
                decoder,
                NetworkSettings.OutputBias.DATA_MEAN,
                null,
                null,
                null,
                null,
                null);
    }

    private PartContext context(Data data, boolean missing, RandomKey key) {
        SmallData summary = new SmallData(data.shape(), data.domain(), missing);
        return new PartContext(runtime(), key, summary, plugins());
    }

    private Network encoder(String settings, Data data, int beside, RandomKey key) {
        return networks(settings).createEncoder(context(data, false, key), beside, HEAD);
    }

    private static Head pixels(Data data) {
        return Head.of(Head.real("logits", data.shape().size()));
    }

    private Decoder decoder(String settings, Data data, int beside, RandomKey key) {
        return networks(settings)
                .createDecoder(
                        context(data, false, key), LATENT, Optional.empty(), beside, pixels(data));
    }

    /** Rows of data, texts of different lengths, with numbers beside them. */
    private Tensor rows(Data data, int beside, RandomKey key) {
        int width = data.shape().size() + beside;
        double[] x = key.split("rows").normal(ROWS * width);
        if (data == Data.TEXT) {
            double[] uniform = key.split("tokens").uniform(x.length);
            for (int i = 0; i < x.length; i++) {
                int place = i % width;
                if (place < data.shape().size()) {
                    x[i] = place > 1 + i / width ? Double.NaN : Math.floor(4 * uniform[i]);
                }
            }
        }
        return runtime().tensor(x, Shape.of(ROWS, width));
    }

    private Tensor latents(int beside, RandomKey key) {
        return runtime().normal(key.split("latents"), Shape.of(ROWS, LATENT + beside));
    }

    private void assertRows(String what, Network network, Tensor rows, int width) {
        Tensor all = network.apply(rows);
        assertThat(all.shape()).as("shape of %s", what).isEqualTo(Shape.of(ROWS, width));
        double[] expected = all.readDoubles();
        assertFinite(what, expected);
        Tensor twice =
                network.apply(Tensor.concatenate(List.of(rows, rows), 0).reshape(2, ROWS, -1));
        assertThat(twice.shape())
                .as("shape of %s, two axes", what)
                .isEqualTo(Shape.of(2, ROWS, width));
        assertClose(what + ", two axes", twice.slice(0, 1, 2).readDoubles(), expected, 1e-10);
        for (int i = 0; i < ROWS; i++) {
            assertClose(
                    what + " of row " + i + " alone",
                    network.apply(rows.slice(0, i, i + 1)).readDoubles(),
                    Arrays.copyOfRange(expected, i * width, (i + 1) * width),
                    1e-10);
        }
    }

    /**
     * Outputs are [..., head width], with and without numbers beside x or z, and each row has its
     * own.
     */
    @Check("shapes and rows")
    final void rowsDoNotInfluenceOneAnother(String settings, Data data, RandomKey key) {
        for (int beside : new int[] {0, BESIDE}) {
            assertRows(
                    "encoder's output",
                    encoder(settings, data, beside, key),
                    rows(data, beside, key),
                    HEAD.width());
            assertRows(
                    "decoder's output",
                    decoder(settings, data, beside, key),
                    latents(beside, key),
                    data.shape().size());
        }
    }

    /** All inputs have an influence, what is beside x and z among them. */
    @Check("inputs")
    final void everyInputHasAnInfluence(String settings, Data data, RandomKey key) {
        Tensor x = rows(data, BESIDE, key);
        Network encoder = moved(encoder(settings, data, BESIDE, key), key);
        Decoder decoder = moved(decoder(settings, data, BESIDE, key), key);
        int first = data == Data.TEXT ? data.shape().size() : 0;
        for (int i = first; i < data.shape().size() + BESIDE; i++) {
            assertInfluence("encoder", encoder, x, i);
        }
        for (int i = 0; i < LATENT + BESIDE; i++) {
            assertInfluence("decoder", decoder, latents(BESIDE, key), i);
        }
    }

    private static void assertInfluence(String what, Network network, Tensor rows, int column) {
        int width = rows.shape().extent(1);
        double[] step = new double[width];
        step[column] = 1;
        Tensor other = rows.add(rows.runtime().tensor(step, Shape.of(1, width)));
        if (Arrays.equals(network.apply(rows).readDoubles(), network.apply(other).readDoubles())) {
            fail("input %s of %s has no influence on the %s".formatted(column, width, what));
        }
    }

    private <N extends Network> N moved(N network, RandomKey key) {
        move(runtime(), network.parameters(), key.split("moved"));
        return network;
    }

    /** Data of other kinds are rejected with the name of the architecture. */
    @Check("other data")
    final void otherDataAreRefusedByName(String settings, RandomKey key) {
        for (Data data : EnumSet.complementOf(EnumSet.copyOf(accepted))) {
            assertThatThrownBy(
                            () -> encoder(settings, data, 0, key),
                            "encoder of data of kind %s",
                            data.name().toLowerCase(Locale.ROOT))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("'" + part() + "'")
                    .hasMessageContaining("use ");
        }
    }

    /** By finite differences in float64: of the inputs, and of each parameter along a direction. */
    @Check("gradients")
    final void gradientsAreThoseOfDifferences(String settings, Data data, RandomKey key) {
        Network encoder = moved(encoder(settings, data, BESIDE, key), key);
        Decoder decoder = moved(decoder(settings, data, BESIDE, key), key);
        Tensor x = rows(data, BESIDE, key);
        GradientCheck check = GradientCheck.of(runtime()).key(key);
        if (data != Data.TEXT) {
            check.check("encoder", in -> encoder.apply(in.get(0)), x);
        }
        check.check("decoder", in -> decoder.apply(in.get(0)), latents(BESIDE, key));
        assertGradients("encoder", encoder, x, key);
        assertGradients("decoder", decoder, latents(BESIDE, key), key);
    }

    private void assertGradients(String what, Network network, Tensor rows, RandomKey key) {
        Supplier<Tensor> loss = () -> network.apply(rows).square().sum();
        for (Parameter parameter : network.parameters()) {
            if (parameter.role() != Parameter.Role.LEARNED) {
                continue;
            }
            Tensor value = parameter.value();
            Tensor start = value.stopGradient().mul(1);
            Tensor direction = runtime().normal(key.split(parameter.name()), value.shape());
            double analytic;
            try (GradientTape tape = GradientTape.record(runtime())) {
                Tensor gradient = tape.gradients(loss.get()).of(value);
                analytic = gradient.mul(direction).sum().readScalar();
            }
            double step = 1e-6;
            parameter.assign(start.add(direction.mul(step)));
            double above = loss.get().readScalar();
            parameter.assign(start.sub(direction.mul(step)));
            double below = loss.get().readScalar();
            parameter.assign(start);
            double size = Math.abs(loss.get().readScalar());
            double numeric = (above - below) / (2 * step);
            if (!(Math.abs(analytic - numeric) <= 1e-6 * (1 + Math.abs(analytic) + size))) {
                fail(
                        "gradient of the %s in %s: %s, by differences %s"
                                .formatted(what, parameter.name(), analytic, numeric));
            }
            if (analytic == 0) {
                fail("the %s has no gradient in %s".formatted(what, parameter.name()));
            }
        }
    }

    /**
     * Names are unique, all weights differ with another key, and a checkpoint holds what was
     * learned.
     */
    @Check("checkpoint")
    final void parametersSurviveACheckpoint(String settings, Data data, RandomKey key)
            throws IOException {
        Tensor x = rows(data, 0, key);
        survives("encoder", k -> encoder(settings, data, 0, k), x, key);
        survives("decoder", k -> decoder(settings, data, 0, k), latents(0, key), key);
    }

    private interface Maker {
        Network of(RandomKey key);
    }

    private void survives(String what, Maker maker, Tensor rows, RandomKey key) throws IOException {
        Network first = maker.of(key.split("first"));
        Network other = maker.of(key.split("other"));
        assertThat(names(first.parameters()))
                .as("names of parameters of the %s", what)
                .isNotEmpty()
                .doesNotHaveDuplicates()
                .isEqualTo(names(other.parameters()));
        Network again = maker.of(key.split("other"));
        double[] expected = other.apply(rows).readDoubles();
        assertThat(again.apply(rows).readDoubles())
                .as("output of the %s that is made twice of one key", what)
                .isEqualTo(expected);
        if (Arrays.equals(first.apply(rows).readDoubles(), expected)) {
            fail("the %s is the same for two keys".formatted(what));
        }
        requireOwnNoise(what, first.parameters());
        double[] learned = moved(first, key).apply(rows).readDoubles();
        CheckpointTrip.copy(first.parameters(), other.parameters());
        assertThat(other.apply(rows).readDoubles())
                .as("output of the %s after a checkpoint", what)
                .isEqualTo(learned);
    }

    /**
     * Initial values of two layers are not the same noise: up to a scale, the shorter are not the
     * first of the longer.
     */
    private static void requireOwnNoise(String what, List<Parameter> parameters) {
        for (int i = 0; i < parameters.size(); i++) {
            for (int j = 0; j < i; j++) {
                double[] one = parameters.get(i).value().readDoubles();
                double[] other = parameters.get(j).value().readDoubles();
                int n = Math.min(one.length, other.length);
                if (n >= LEAST_VALUES
                        && isProportional(Arrays.copyOf(one, n), Arrays.copyOf(other, n))) {
                    fail(
                            "%s and %s of the %s start with the same noise: give each layer a key of its own, key.split(name)"
                                    .formatted(
                                            parameters.get(j).name(),
                                            parameters.get(i).name(),
                                            what));
                }
            }
        }
    }

    /** Whether values vary, and one are the others times a constant. */
    private static boolean isProportional(double[] one, double[] other) {
        double size = PointsOfSpace.norm(one) * PointsOfSpace.norm(other);
        double share = Math.abs(PointsOfSpace.dot(one, other)) / size;
        // NaN where one is 0.
        return share >= 1 - 1e-9 && Arrays.stream(one).distinct().count() == one.length;
    }

    /** A missing value is not a 0, and nothing else is told of it. */
    @Check("missing values")
    final void missingValuesAreTold(String settings, Data data, RandomKey key) {
        if (data == Data.TEXT) {
            return;
        }
        Network encoder =
                moved(networks(settings).createEncoder(context(data, true, key), 0, HEAD), key);
        int width = data.shape().size();
        for (int i = 0; i < width; i++) {
            double[] missing = key.split("x").normal(width);
            double[] zero = missing.clone();
            missing[i] = Double.NaN;
            zero[i] = 0;
            double[] told =
                    encoder.apply(runtime().tensor(missing, Shape.of(1, width))).readDoubles();
            assertFinite("output with a missing value", told);
            double[] of = encoder.apply(runtime().tensor(zero, Shape.of(1, width))).readDoubles();
            if (Arrays.equals(told, of)) {
                fail("the encoder does not tell a missing value %s from 0".formatted(i));
            }
        }
    }

    /** {@link Decoder#startAt} moves all outputs to what the head should give. */
    @Check("start")
    final void theDecoderStartsAtTheMean(String settings, Data data, RandomKey key) {
        Decoder decoder = decoder(settings, data, 0, key);
        Tensor z = latents(0, key);
        double far = 1e6;
        Tensor before = decoder.apply(z);
        double[] mean = new double[data.shape().size()];
        Arrays.fill(mean, 0.5);
        decoder.startAt(mean, m -> Arrays.stream(m).map(each -> 2 * each * far).toArray());
        double[] shift = decoder.apply(z).sub(before).readDoubles();
        double[] expected = new double[shift.length];
        Arrays.fill(expected, far);
        assertClose("shift of the decoder's output", shift, expected, 1e-3);
    }

    /** Latent variables on a grid lead to a head on that grid and back. */
    @Check("grids")
    final void gridsHaveShapes(String settings, RandomKey key) {
        if (grid().isEmpty()) {
            return;
        }
        Grid grid = grid().orElseThrow();
        int each = 3 * grid.positions();
        Head head = Head.of(Head.real("code", each)).onGrid(grid);
        PartContext context = context(Data.IMAGE, false, key);
        NetworkSettings networks = networks(settings);
        assertRows(
                "encoder's output on a grid",
                networks.createEncoder(context, 0, head),
                rows(Data.IMAGE, 0, key),
                each);
        Tensor z = runtime().normal(key, Shape.of(ROWS, each));
        Head pixels = pixels(Data.IMAGE);
        assertRows(
                "decoder's output from a grid",
                networks.createDecoder(context, each, grid(), 0, pixels),
                z,
                Data.IMAGE.shape().size());
        assertRows(
                "output between grids",
                networks.createBetweenLatents(networks.encoder(), context, each, grid(), head),
                z,
                each);
    }

    /**
     * Layers in reverse twice are the layers, and a network between latent variables has the width
     * asked for.
     */
    @Check("mirror")
    final void theMirrorOfTheMirrorIsTheArchitecture(String settings, RandomKey key) {
        Architecture architecture = made(Architecture.class, settings);
        architecture
                .mirrored()
                .filter(mirror -> mirror.getClass() == architecture.getClass())
                .ifPresent(mirror -> assertThat(mirror.mirrored()).contains(architecture));
        NetworkSettings networks = networks(settings);
        PartContext context = context(accepted.iterator().next(), false, key);
        Network between =
                networks.createBetweenLatents(
                        architecture, context, LATENT, Optional.empty(), HEAD);
        assertRows("output between latent variables", between, latents(0, key), HEAD.width());
    }

    /** The keys may stand beside those of the section {@code network}. */
    @Check("keys")
    final void noKeyIsOneOfTheSection(String settings) {
        Set<String> ofSection = new TreeSet<>(SettingKey.names(NetworkSettings.class));
        ofSection.addAll(RESERVED);
        assertThat(SettingKey.names(made(Architecture.class, settings).getClass()))
                .as("keys of the section 'network'")
                .doesNotContainAnyElementsOf(ofSection);
    }

    @Override
    final boolean hasFingerprint() {
        return true;
    }

    @Override
    final Optional<Fingerprint> fingerprint(Object part, RandomKey key) {
        return Optional.of(fingerprint(part, EnumSet.allOf(Side.class), key));
    }

    private Fingerprint fingerprint(Object part, Set<Side> shown, RandomKey key) {
        Fingerprint print = new Fingerprint(runtime());
        NetworkSettings networks = networks((Architecture) part);
        for (Data data : accepted) {
            try {
                PartContext context = context(data, false, key);
                Network encoder = networks.createEncoder(context, 0, HEAD);
                Decoder decoder =
                        networks.createDecoder(context, LATENT, Optional.empty(), 0, pixels(data));
                List<Parameter> all = new ArrayList<>();
                if (shown.contains(Side.ENCODER)) {
                    all.addAll(encoder.parameters());
                    print.add("encoder", encoder.apply(rows(data, 0, key)));
                }
                if (shown.contains(Side.DECODER)) {
                    all.addAll(decoder.parameters());
                    print.add("decoder", decoder.apply(latents(0, key)));
                }
                print.addParameters(all);
            } catch (IllegalArgumentException e) {
                print.addRejected(e.getMessage());
            }
        }
        return print;
    }

    /** The decoder of an encoder may be of another architecture, with its own settings. */
    private static boolean isOfDecoders(Architecture architecture) {
        return architecture
                .mirrored()
                .map(mirrored -> mirrored.getClass() == architecture.getClass())
                .orElse(true);
    }

    /** A setting of the one network is one of the other. */
    @Tag("full")
    @Check("settings of both networks")
    final void eachSettingChangesBothNetworks(RandomKey key) {
        Map<String, String> excused = keysWithoutEffect();
        Map<String, String> unchanged = new LinkedHashMap<>();
        Set<String> acting = new TreeSet<>();
        for (Side side : Side.values()) {
            SettingsCheck.Effects effects =
                    new SettingsCheck(
                                    settings(),
                                    this::read,
                                    part ->
                                            side == Side.DECODER
                                                            && !isOfDecoders((Architecture) part)
                                                    ? Optional.empty()
                                                    : Optional.of(
                                                            fingerprint(
                                                                    part, EnumSet.of(side), key)))
                            .effects();
            effects.acting().forEach(name -> acting.add(name + side.words));
            effects.unchanged().forEach((name, texts) -> unchanged.put(name + side.words, texts));
        }
        excused.keySet().stream()
                .filter(acting::contains)
                .forEach(
                        name ->
                                fail(
                                        "keysWithoutEffect() names '%s', which changes numbers"
                                                .formatted(name)));
        unchanged
                .keySet()
                .removeIf(
                        name ->
                                excused.containsKey(name)
                                        || excused.containsKey(name.split(" ", 2)[0]));
        SettingsCheck.requireNone(unchanged);
    }
}
