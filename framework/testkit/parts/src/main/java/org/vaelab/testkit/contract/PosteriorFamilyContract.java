// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.space.IntegrationRule;

/**
 * What the checks of posteriors share: what an author states, and the family that is made of
 * settings.
 */
abstract sealed class PosteriorFamilyContract extends PartContract
        permits PosteriorDensityContract {

    /** Heads of each of the settings: zeros, which are often a special point, and random ones. */
    static final int ROWS = 3;

    static final Phase EVALUATION = Phase.evaluation();
    static final Phase TRAINING = Phase.training(new TrainingProgress(0, 100));

    private final Map<String, List<PosteriorRow>> shared = new HashMap<>();

    PosteriorFamilyContract(String name, String... settings) {
        super(PosteriorPart.class, name, settings);
    }

    /**
     * Returns the largest value of an output of an encoder, up to sign, for which values and
     * gradients must be finite in float32; by default 10,000.
     */
    protected double extremeOutput(Head.Output output) {
        return 1e4;
    }

    /** Returns the deviation of the random head outputs that the checks use. */
    protected double headScale() {
        return 1;
    }

    /**
     * Returns by how much heads are larger where closed forms are compared far out; by default 12.
     * Less, where float64 has no draws of so far a head: of shares with a concentration of 1e-4 most
     * draws are 0.
     */
    protected double farFactor() {
        return 12;
    }

    /**
     * Returns whether 150,000 draws take less than a second, by default yes. Then the contract
     * draws so many at one head.
     */
    protected boolean drawsAreCheap() {
        return true;
    }

    /** Returns the relative error that float32 may have against float64. */
    protected double singlePrecision() {
        return 2e-5;
    }

    /**
     * Returns a head output, if there is one, whose posterior is a prior in closed form; by default
     * zeros, and positive parameters as small as can be.
     */
    protected double[] headOfPrior(Head head) {
        double[] output = new double[head.width()];
        int at = 0;
        for (Head.Output part : head.outputs()) {
            boolean positive = part.constraint() == Head.Constraint.POSITIVE;
            Arrays.fill(output, at, at + part.width(), positive ? -1e4 : 0);
            at += part.width();
        }
        return output;
    }

    /**
     * Returns how to integrate over the space; there is a rule already for the spaces of the
     * framework, and one for products of spaces with rules.
     */
    protected IntegrationRule rule(LatentSpace space) {
        return IntegrationRule.of(space);
    }

    final PosteriorRow row(PosteriorFamily family, double[] head, Phase phase, RandomKey key) {
        double tails = family.of(tensor(runtime(), new double[][] {head}), phase).tailIndex();
        IntegrationRule rule = rule(family.space()).withTails(tails);
        return new PosteriorRow(runtime(), family, head, phase, rule, key);
    }

    final PosteriorFamily family(TensorRuntime on, String settings, RandomKey key) {
        return family(on, made(PosteriorPart.class, settings), key);
    }

    static PosteriorFamily family(TensorRuntime on, PosteriorPart part, RandomKey key) {
        PosteriorFamily family = part.create(Assembly.context(on, key.split("part")));
        move(on, parameters(family), key);
        return family;
    }

    @Override
    final boolean hasFingerprint() {
        return true;
    }

    @Override
    final Optional<Fingerprint> fingerprint(Object part, RandomKey key) {
        Fingerprint print = new Fingerprint(runtime());
        PosteriorFamily family = family(runtime(), (PosteriorPart) part, key);
        print.addParameters(parameters(family));
        SettingsOfPosterior.add(print, runtime(), family, key);
        return Optional.of(print);
    }

    /** The space described before the family is created is that of the family. */
    @Check("space")
    final void theSpaceIsTheOneForetold(String settings, RandomKey key) {
        made(PosteriorPart.class, settings)
                .knownSpace(plugins())
                .ifPresent(
                        space ->
                                assertThat(space)
                                        .isEqualTo(family(runtime(), settings, key).space()));
    }

    /** Its own, and those by which its values are laid out for networks. */
    static List<Parameter> parameters(PosteriorFamily family) {
        List<Parameter> all = new ArrayList<>(family.parameters());
        all.addAll(family.networkInput().parameters());
        return all;
    }

    static boolean isPointMass(PosteriorFamily family, double[][] heads, TensorRuntime on) {
        return family.of(tensor(on, heads), EVALUATION).isPointMass();
    }

    final double[][] heads(PosteriorFamily family, RandomKey key) {
        return heads(ROWS, family.head(), headScale(), key);
    }

    static Tensor tensor(TensorRuntime runtime, double[][] rows) {
        double[] values = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return runtime.tensor(values, Shape.of(rows.length, rows[0].length));
    }

    /**
     * Returns the distributions whose densities are checked: none of point masses, and those of
     * training only if they differ. All checks share them, and so their draws and integrals.
     */
    final List<PosteriorRow> densities(String settings) {
        List<PosteriorRow> rows = shared.computeIfAbsent(settings, this::makeDensities);
        rows.forEach(PosteriorRow::rejectRepeatedDraws);
        return rows;
    }

    private List<PosteriorRow> makeDensities(String settings) {
        RandomKey key = key("density");
        PosteriorFamily family = family(runtime(), settings, key);
        double[][] heads = heads(family, key);
        List<PosteriorRow> rows = new ArrayList<>();
        if (!isPointMass(family, heads, runtime())) {
            for (Phase phase : densities(family, tensor(runtime(), heads))) {
                for (int r = 0; r < ROWS; r++) {
                    rows.add(row(family, heads[r], phase, key.fold(r)));
                }
            }
        }
        return rows;
    }

    static List<Phase> densities(PosteriorFamily family, Tensor head) {
        Posterior training = family.of(head, TRAINING);
        Draw drawn = training.draw(RandomKey.of(1), 1);
        Draw evaluated = family.of(head, EVALUATION).draw(RandomKey.of(1), 1);
        boolean same = Arrays.equals(drawn.z().readDoubles(), evaluated.z().readDoubles());
        return same || drawn.isRelaxed() || training.gradient().isBiased()
                ? List.of(EVALUATION)
                : List.of(EVALUATION, TRAINING);
    }

    /** The signals for the health monitor have names in lower camel case, and are finite or NaN. */
    @Check("signals")
    final void signalsAreNamedNumbers(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        for (Phase phase : List.of(TRAINING, EVALUATION)) {
            Posterior posterior = family.of(tensor(runtime(), heads(family, key)), phase);
            Map<String, Double> signals = posterior.signals(posterior.draw(key, 1));
            assertThat(signals.keySet()).allMatch(name -> name.matches("[a-z][A-Za-z0-9]*"));
            assertThat(signals.values()).noneMatch(value -> value.isInfinite());
        }
    }

    /**
     * {@inheritDoc} Here it is that a second call gives something else, or that the rule integrates
     * wrongly. Either fails many checks, none of which is about it.
     */
    @Override
    final Optional<String> cause(Trial trial) {
        String settings = trial.values();
        try (TensorScope scope = runtime().scope()) {
            Optional<String> state = stateBetweenCalls(settings);
            return state.or(() -> mixture(settings))
                    .or(() -> dependence(settings))
                    .or(() -> defectOfRule(settings))
                    .or(() -> defectOfDensity(settings, trial.name()));
        } catch (AssertionError | RuntimeException e) {
            return Optional.empty();
        }
    }

    private Optional<String> stateBetweenCalls(String settings) {
        RandomKey key = key("second call");
        PosteriorFamily family = family(runtime(), settings, key);
        List<double[]> again = values(parameters(family(runtime(), settings, key)));
        if (!Arrays.deepEquals(values(parameters(family)).toArray(), again.toArray())) {
            return Optional.of(
                    "two families of one key start with other parameters: initial values are not"
                            + " from the key of the context");
        }
        Tensor head = tensor(runtime(), heads(family, key));
        for (Phase phase : List.of(EVALUATION, TRAINING)) {
            Draw first = family.of(head, phase).draw(key, 2);
            Draw second = family.of(head, phase).draw(key, 2);
            Tensor z = first.z().stopGradient();
            if (differ(first.z(), second.z())
                    || differ(first.logProbability(), second.logProbability())
                    || differ(
                            family.of(head, phase).logProbability(z),
                            family.of(head, phase).logProbability(z))) {
                return Optional.of(
                        "a second call with the same key and head gives other numbers in "
                                + phase
                                + ": the posterior keeps state between calls, or takes noise that is"
                                + " not from the key");
            }
        }
        return Optional.empty();
    }

    /** A density that does not add up makes other checks fail. */
    private Optional<String> defectOfDensity(String settings, String check) {
        return check.equals("normalises")
                ? Optional.empty()
                : densities(settings).stream()
                        .flatMap(row -> row.density().defect().stream())
                        .findFirst();
    }

    private Optional<String> mixture(String settings) {
        RandomKey key = key("rows");
        PosteriorFamily family = family(runtime(), settings, key);
        double[][] heads = heads(family, key);
        Draw all = family.of(tensor(runtime(), heads), EVALUATION).draw(key, 1);
        double[] expected = all.logProbability().readDoubles();
        for (int r = 0; r < ROWS; r++) {
            Posterior alone = family.of(tensor(runtime(), new double[][] {heads[r]}), EVALUATION);
            double got = alone.logProbability(all.z().slice(1, r, r + 1)).readDoubles()[0];
            if (Math.abs(got - expected[r]) > 1e-6 * (1 + Math.abs(got))) {
                return Optional.of(
                        String.format(
                                Locale.ROOT,
                                "rows are mixed: log q of row %d is %.6g beside other rows, and %.6g"
                                        + " alone; reduce over the axes of z, and not over [K, R]",
                                r,
                                expected[r],
                                got));
            }
        }
        return Optional.empty();
    }

    /** Nothing where it is the repetition of draws that fails. */
    final Optional<String> dependence(String settings) {
        return densities(settings).stream().flatMap(row -> row.dependence().stream()).findFirst();
    }

    private static boolean differ(Tensor one, Tensor other) {
        return !Arrays.equals(one.readDoubles(), other.readDoubles());
    }

    private Optional<String> defectOfRule(String settings) {
        return densities(settings).stream()
                .flatMap(row -> row.density().defectOfRule().stream())
                .findFirst();
    }

    PriorsOfSpace priors() {
        return new PriorsOfSpace(plugins().of(PriorPart.class));
    }

    KlRegistry divergences() {
        return plugins().divergences();
    }

    /** A draw asks for updates of state and makes none; made, they leave all numbers finite. */
    @Check("state")
    final void drawsChangeNoState(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Tensor head = tensor(runtime(), heads(family, key));
        List<double[]> before = values(parameters(family));
        Draw evaluated = family.of(head, EVALUATION).draw(key, 2);
        assertThat(evaluated.effects().updates()).as("updates in evaluation").isEmpty();
        assertThat(evaluated.effects().penalties()).as("penalties in evaluation").isEmpty();
        Draw drawn = family.of(head, TRAINING).draw(key, 2);
        assertThat(values(parameters(family)))
                .as("parameters after a draw")
                .usingElementComparator(Arrays::compare)
                .isEqualTo(before);
        drawn.effects().updates().forEach(update -> update.make(new TrainingProgress(0, 100)));
        for (double[] values : values(parameters(family))) {
            assertFinite("parameters after the updates of a draw", values);
        }
    }

    /**
     * The parameters that a network from elsewhere gives are those of the distribution, within the
     * limits of their form.
     */
    @Check("forms")
    final void formsGiveTheDistributionOfTheirNumbers(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        FormsCheck.check(family, tensor(runtime(), heads(family, key)), key);
    }

    /** A family made from another key is, after a checkpoint is read, the same distribution. */
    @Check("checkpoint")
    final void parametersSurviveACheckpoint(String settings, RandomKey key) throws IOException {
        PosteriorFamily written = family(runtime(), settings, key);
        assertThat(names(parameters(written))).doesNotHaveDuplicates();
        PosteriorFamily read = family(runtime(), settings, key.split("other"));
        CheckpointTrip.copy(parameters(written), parameters(read));
        Tensor head = tensor(runtime(), heads(written, key));
        Draw expected = written.of(head, EVALUATION).draw(key, 3);
        Draw got = read.of(head, EVALUATION).draw(key, 3);
        assertThat(got.z().readDoubles()).isEqualTo(expected.z().readDoubles());
        assertThat(got.logProbability().readDoubles())
                .isEqualTo(expected.logProbability().readDoubles());
    }
}
