// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.NetworkInput;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.plugin.PriorPart;
import org.vaelab.framework.posterior.CodePosterior;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.posterior.PosteriorPart;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.spi.BackendSettings;
import org.vaelab.framework.tensor.spi.TensorBackend;
import org.vaelab.testkit.space.IntegrationRule;
import org.vaelab.testkit.tensor.GradientCheck;
import org.vaelab.testkit.tensor.RareNoise;

/**
 * The contract of every family of posteriors.
 *
 * <pre>{@code
 * final class LogisticContractTest extends PosteriorContract {
 *     LogisticContractTest() {
 *         super("logistic", "{latent: 1}", "{latent: 2}");
 *     }
 * }
 * }</pre>
 *
 * <p>Choose settings of one or two dimensions, or with few values. Then densities and expectations
 * are computed by quadrature or summation, and otherwise by importance sampling, which detects
 * less. A family on its own space overrides {@link #rule}.
 *
 * <p>A relaxed or straight-through draw in training is declared as biased. So its gradient is not
 * that of an expectation: of a relaxed draw it is the derivative of the draw, and a straight-through
 * one points uphill. On one-hot spaces the largest coordinate of a relaxed draw must have the
 * probabilities of evaluation (see {@link IntegrationRule#rounded}). A point mass in
 * evaluation has the density 1 with respect to counting measure at its one value.
 */
public abstract non-sealed class PosteriorContract extends PartContract {

    /** Heads of each of the settings: zeros, which are often a special point, and random ones. */
    private static final int ROWS = 3;

    /** Heads whose codes are looked at: enough for each of a few codes to be chosen. */
    private static final int CODE_ROWS = 100;

    private static final Phase EVALUATION = Phase.evaluation();
    private static final Phase TRAINING = Phase.training(new TrainingProgress(0, 100));

    private final Map<String, List<PosteriorRow>> shared = new HashMap<>();

    /**
     * Creates the contract of a registered family.
     *
     * @param settings as in a config, see {@link ConfiguredPart}; none are the defaults
     */
    protected PosteriorContract(String name, String... settings) {
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
     * Returns whether 150,000 draws take less than a second, by default yes. Then the contract draws so
     * many at one head.
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
     * Returns how to integrate over the space; there is a rule already for the spaces of the framework,
     * and one for products of spaces with rules.
     */
    protected IntegrationRule rule(LatentSpace space) {
        return IntegrationRule.of(space);
    }

    private PosteriorRow row(PosteriorFamily family, double[] head, Phase phase, RandomKey key) {
        double tails = family.of(tensor(runtime(), new double[][] {head}), phase).tailIndex();
        IntegrationRule rule = rule(family.space()).withTails(tails);
        return new PosteriorRow(runtime(), family, head, phase, rule, key);
    }

    private PosteriorFamily family(TensorRuntime on, String settings, RandomKey key) {
        return family(on, made(PosteriorPart.class, settings), key);
    }

    private static PosteriorFamily family(TensorRuntime on, PosteriorPart part, RandomKey key) {
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

    /** The distribution of training is that of evaluation, unless it is said to be another. */
    @Check("phases")
    final void trainingFitsTheDistributionOfEvaluation(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        PhaseCheck.check(family, tensor(runtime(), heads(family, key)), key);
    }

    /** Draws of equal rows are independent, over rows, and over K unless it is said that they are not. */
    @Check("independence")
    final void drawsAreIndependent(String settings) {
        densities(settings).forEach(row -> row.dependence().ifPresent(PartContract::fail));
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
    private static List<Parameter> parameters(PosteriorFamily family) {
        List<Parameter> all = new ArrayList<>(family.parameters());
        all.addAll(family.networkInput().parameters());
        return all;
    }

    private static boolean isPointMass(PosteriorFamily family, double[][] heads, TensorRuntime on) {
        return family.of(tensor(on, heads), EVALUATION).isPointMass();
    }

    private double[][] heads(PosteriorFamily family, RandomKey key) {
        return heads(ROWS, family.head(), headScale(), key);
    }

    private static Tensor tensor(TensorRuntime runtime, double[][] rows) {
        double[] values = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return runtime.tensor(values, Shape.of(rows.length, rows[0].length));
    }

    /**
     * Returns the distributions whose densities are checked: none of point masses, and those of
     * training only if they differ. All checks share them, and so their draws and integrals.
     */
    private List<PosteriorRow> densities(String settings) {
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

    private static List<Phase> densities(PosteriorFamily family, Tensor head) {
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
            return state.or(() -> dependence(settings)).or(() -> defectOfRule(settings));
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

    /** Nothing where it is the repetition of draws that fails. */
    private Optional<String> dependence(String settings) {
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

    /** The density integrates to 1: quadrature, a finite sum, or importance sampling. */
    @Check("normalises")
    final void densityNormalises(String settings) {
        for (PosteriorRow row : densities(settings)) {
            row.density().normalises();
            if (row.family().space() instanceof Euclidean) {
                TailCheck.check(row, row.posterior().tailIndex());
            }
        }
    }

    /**
     * The sampler draws what the density says. A defect of a tenth would be found, and at one head a
     * deviation that is 2 % too large, see {@link #drawsAreCheap}.
     */
    @Check("draws")
    final void drawsHaveTheDensity(String settings) {
        List<PosteriorRow> rows = densities(settings);
        for (int r = 0; r < rows.size(); r++) {
            DensityCheck density = rows.get(r).density();
            if (r == 1 && drawsAreCheap()) {
                density.manyDrawsHaveTheDensity();
            } else {
                density.drawsHaveTheDensity();
            }
        }
    }

    /** The expectation, where it is known, is the integral of each coordinate. */
    @Check("mean")
    final void expectationsAreThoseOfTheDensity(String settings) {
        for (PosteriorRow row : densities(settings)) {
            double[] means =
                    row.posterior().expectation().map(Tensor::readDoubles).orElse(new double[0]);
            for (int j = 0; j < means.length; j++) {
                assertThat(means).as(row.name()).hasSize(row.width());
                if (!Double.isNaN(means[j])) {
                    row.density()
                            .agrees(
                                    "expectation of coordinate " + j + " at " + row.name(),
                                    means[j],
                                    row.density().coordinate(j));
                }
            }
        }
    }

    /** The distribution functions of coordinates, where they are known, are those of draws. */
    @Check("distribution functions")
    final void distributionFunctionsAreThoseOfDraws(String settings) {
        for (PosteriorRow row : densities(settings)) {
            CoordinatesCheck.check(row, row.posterior());
        }
    }

    /** The location lies amid the draws, where it is not the expectation, whose integral is compared. */
    @Check("location")
    final void theLocationIsAmongTheDraws(String settings) {
        for (PosteriorRow row : densities(settings)) {
            LocationCheck.check(row);
        }
    }

    /**
     * Rounded relaxed draws have the distribution of evaluation, if the space requires it, and unless it
     * is a point.
     */
    @Check("rounding")
    final void relaxedDrawsRoundToTheDistribution(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        for (double[] head : heads(family, key)) {
            PosteriorRow relaxed = row(family, head, TRAINING, key);
            if (relaxed.posterior().draw(key, 1).isRelaxed()
                    && !isPointMass(family, new double[][] {head}, runtime())
                    && relaxed.rule().rounded(relaxed.sample(key, 1)).isPresent()) {
                relaxed.rounded(EVALUATION).density().drawsHaveTheDensity();
            }
        }
    }

    /** The log density that comes with a draw is that of its value, and no draw has a NaN. */
    @Check("density of draws")
    final void drawsKnowTheirDensity(String settings) {
        for (PosteriorRow row : densities(settings)) {
            Posterior q = row.posterior();
            Draw draw = q.draw(row.key(), 200);
            assertClose(
                    row.name(),
                    draw.logProbability().readDoubles(),
                    q.logProbability(draw.z()).readDoubles(),
                    1e-7);
        }
    }

    /** Gradients that claim to be exact are those of the expectation: see {@link GradientKind}. */
    @Check("gradient of expectations")
    final void gradientsOfExpectationsAreThoseOfTheIntegral(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        PosteriorRow row = row(family, heads(family, key)[1], TRAINING, key);
        row.rejectRepeatedDraws();
        DrawGradient.check(row, key);
        if (row.posterior().gradient() == GradientKind.STRAIGHT_THROUGH) {
            new StraightThroughGradient(runtime(), family, TRAINING, key).check(headScale());
        }
    }

    /** Finite differences of log q in the head output, and of a smooth draw with a fixed key. */
    @Check("derivatives")
    final void derivativesAreThoseOfFiniteDifferences(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        if (isPointMass(family, heads(family, key), runtime())) {
            return;
        }
        GradientCheck check = GradientCheck.of(runtime()).key(key);
        Tensor head = tensor(runtime(), heads(family, key)).slice(0, 1, ROWS);
        Tensor z = family.of(head, EVALUATION).draw(key, 2).z().stopGradient();
        check.check(
                "log q in the head",
                in -> family.of(in.get(0), EVALUATION).logProbability(z),
                head);
        GradientKind kind = family.of(head, TRAINING).gradient();
        if (kind == GradientKind.PATHWISE || kind == GradientKind.RELAXED) {
            check.check(
                    "a draw in the head",
                    in -> family.of(in.get(0), TRAINING).draw(key, 2).z(),
                    head);
            check.check(
                    "the log density of a draw in the head",
                    in -> family.of(in.get(0), TRAINING).draw(key, 2).logProbability(),
                    head);
        }
    }

    /**
     * Each divergence that is announced for the family, on each prior that lives on its space, with its
     * derivatives in the head.
     */
    @Check("closed form")
    final void closedFormsAreTheDivergence(String settings, RandomKey key) {
        List<PosteriorRow> rows = densities(settings);
        PosteriorFamily family =
                rows.isEmpty() ? family(runtime(), settings, key) : rows.get(0).family();
        priors().all(Assembly.on(runtime(), key.split("prior"), family))
                .forEach((name, prior) -> checkFormula(family, rows, name, prior, key));
    }

    PriorsOfSpace priors() {
        return new PriorsOfSpace(plugins().of(PriorPart.class));
    }

    KlRegistry divergences() {
        return plugins().divergences();
    }

    /**
     * Checks the divergences from a prior.
     *
     * @param densities of the family; of a point mass none
     */
    private void checkFormula(
            PosteriorFamily family,
            List<PosteriorRow> densities,
            String name,
            Prior prior,
            RandomKey key) {
        ClosedFormCheck check =
                ClosedFormCheck.from(
                        new PriorDistribution(runtime(), prior, rule(prior.space()), key),
                        "KL to " + name,
                        divergences());
        PosteriorRow atPrior = row(family, headOfPrior(family.head()), EVALUATION, key);
        if (!check.isKnown(atPrior)) {
            return;
        }
        if (!densities.isEmpty()) {
            check.vanishesAtEquality(atPrior, key);
        }
        move(runtime(), prior.parameters(), key);
        double[][] heads = heads(family, key);
        for (int r = 0; r < ROWS; r++) {
            PosteriorRow row =
                    densities.isEmpty()
                            ? row(family, heads[r], EVALUATION, key.fold(r))
                            : densities.get(r);
            if (densities.isEmpty()) {
                check.agreesAtAPoint(row, key.fold(r));
            } else {
                check.agrees(row);
            }
            PosteriorRow trained = row(family, row.head(), TRAINING, key);
            if (trained.posterior().draw(key, 1).isRelaxed()) {
                check.isThatOf(trained, row);
            }
            check.agreesInDerivatives(check.isKnown(trained) ? trained : row, key);
            check.isNotNegative(row.at(scaled(row.head(), 10)));
            check.isNotNegative(row.at(scaled(row.head(), 1e-6)));
        }
        PosteriorRow one =
                densities.isEmpty() ? row(family, heads[1], EVALUATION, key) : densities.get(1);
        priors().withOtherSettings(name, Assembly.on(runtime(), key.split("prior"), family))
                .forEach((other, of) -> checkOther(one, other, of, key));
    }

    /** At one head, for a prior with other settings. */
    private void checkOther(PosteriorRow row, String name, Prior prior, RandomKey key) {
        move(runtime(), prior.parameters(), key);
        ClosedFormCheck check =
                ClosedFormCheck.from(
                        new PriorDistribution(runtime(), prior, rule(prior.space()), key),
                        "KL to " + name,
                        divergences());
        if (check.isKnown(row)) {
            if (row.posterior().isPointMass()) {
                check.agreesAtAPoint(row, key);
            } else {
                check.agrees(row);
            }
        }
    }

    /** The divergence between two members, where it is announced: from a p(z given its parents). */
    @Check("closed form within the family")
    final void closedFormsWithinTheFamilyAreTheDivergence(String settings, RandomKey key) {
        List<PosteriorRow> rows = densities(settings);
        for (int r = 0; r < Math.min(ROWS, rows.size()); r++) {
            PosteriorRow p = rows.get(r);
            String name = "KL to the member of " + p.name();
            ClosedFormCheck check = ClosedFormCheck.from(p, name, divergences());
            if (check.isKnown(p)) {
                assertThat(check.vanishesAtEquality(p, key)).as(name).isTrue();
                PosteriorRow q = rows.get((r + 1) % ROWS);
                check.agrees(q);
                check.agreesInDerivatives(q, p.key());
            }
        }
    }

    private static double[] scaled(double[] head, double factor) {
        return Arrays.stream(head).map(value -> factor * value).toArray();
    }

    /**
     * The same key gives the same bytes, another key others; more draws begin with the fewer, up to
     * rounding.
     */
    @Check("keys")
    final void keysDecideTheBytes(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Tensor head = tensor(runtime(), heads(family, key));
        for (Phase phase : List.of(EVALUATION, TRAINING)) {
            Posterior q = family.of(head, phase);
            double[] z = q.draw(key, 40).z().readDoubles();
            assertThat(Arrays.equals(q.draw(key, 40).z().readDoubles(), z))
                    .as("a second draw with the same key is the same, in " + phase)
                    .isTrue();
            double[] other = q.draw(key.split("other"), 40).z().readDoubles();
            boolean point = q.isPointMass();
            if (point) {
                assertThat(other).as("a point mass").isEqualTo(z);
            } else {
                assertThat(Arrays.equals(other, z))
                        .as(
                                "another key gives the same draws in "
                                        + phase
                                        + ": the noise is not from the key")
                        .isFalse();
            }
            double[] fewer = q.draw(key, 7).z().readDoubles();
            // A network of another number of rows may round otherwise.
            assertClose(
                    "the first 7 of 40 draws in " + phase,
                    Arrays.copyOf(z, fewer.length),
                    fewer,
                    1e-12);
        }
    }

    /** Codes are points of the geometry that their columns state. */
    @Check("codes")
    final void codesHaveTheGeometryOfTheirColumns(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Posterior q = family.of(tensor(runtime(), heads(family, key)), EVALUATION);
        Tensor draws = q.draw(key, 1).z();
        new ShownCodes(family.space())
                .check(q, draws.reshape(family.space().eventShape().prepend(ROWS)));
    }

    /** Units, measure, dimension, means, distances, geodesics and rows of networks, at draws. */
    @Check("space")
    final void theSpaceSaysWhatItsPointsAre(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        LatentSpace space = family.space();
        Posterior q = family.of(tensor(runtime(), heads(family, key)), EVALUATION);
        Tensor z = q.draw(key, 4).z().reshape(space.eventShape().prepend(4 * ROWS));
        SpaceCheck check = new SpaceCheck(space, rule(space));
        check.check(z);
        check.checkInput(family.networkInput(), z);
        GeodesicCheck.check(PointsOfSpace.of(space), z, key);
    }

    /** Walks end at both ends, stay in the space, and go at constant speed. */
    @Check("walks")
    final void walksLeadFromOnePointToAnother(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Posterior q = family.of(tensor(runtime(), heads(family, key)), EVALUATION);
        Shape event = family.space().eventShape();
        Tensor from = q.draw(key.split("from"), 1).z().reshape(event.prepend(ROWS));
        Tensor to = q.draw(key.split("to"), ROWS).z().reshape(event.prepend(ROWS * ROWS));
        new WalkCheck(family.space()).check(from, to.slice(0, ROWS, 2 * ROWS));
    }

    /** Shapes, and that the density of an example does not depend on its neighbours. */
    @Check("shapes")
    final void shapesAreThoseOfTheSpace(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Shape event = family.space().eventShape();
        double[][] heads = heads(family, key);
        for (Phase phase : List.of(EVALUATION, TRAINING)) {
            Posterior q = family.of(tensor(runtime(), heads), phase);
            Draw draw = q.draw(key, 5);
            assertThat(draw.z().shape()).isEqualTo(event.prepend(5, ROWS));
            assertThat(draw.logProbability().shape()).isEqualTo(Shape.of(5, ROWS));
            NetworkInput input = family.networkInput();
            assertThat(draw.networkInput(input).shape())
                    .isEqualTo(Shape.of(5, ROWS, input.width()));
            draw.effects()
                    .penalties()
                    .forEach(
                            (name, value) ->
                                    assertThat(value.shape())
                                            .as(name)
                                            .isEqualTo(Shape.of(5, ROWS)));
            assertThat(q.location().shape()).isEqualTo(event.prepend(ROWS));
            q.expectation()
                    .ifPresent(mean -> assertThat(mean.shape()).isEqualTo(event.prepend(ROWS)));
            double[] all = q.logProbability(draw.z()).readDoubles();
            assertThat(all).hasSize(5 * ROWS);
            for (int r = 0; r < ROWS; r++) {
                Posterior alone = family.of(tensor(runtime(), new double[][] {heads[r]}), phase);
                double[] own = alone.logProbability(draw.z().slice(1, r, r + 1)).readDoubles();
                for (int k = 0; k < 5; k++) {
                    assertClose(
                            "row " + r + " alone",
                            new double[] {own[k]},
                            new double[] {all[k * ROWS + r]},
                            1e-12);
                }
            }
        }
    }

    /** Networks are given the values in training, as in evaluation; a relaxed draw is exempt. */
    @Check("input of networks")
    final void networksAreGivenTheValues(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        NetworkInput input = family.networkInput();
        for (Phase phase : List.of(EVALUATION, TRAINING)) {
            Draw draw = family.of(tensor(runtime(), heads(family, key)), phase).draw(key, 5);
            if (!draw.isRelaxed()) {
                assertClose(
                        "a draw in "
                                + phase
                                + " gives networks other values than networkInput().of(z), which"
                                + " they get of its z elsewhere",
                        draw.networkInput(input).readDoubles(),
                        input.of(draw.z()).readDoubles(),
                        1e-7);
            }
        }
    }

    /** The indices of a {@link CodePosterior} are in [0, k), and are those of its draws. */
    @Check("codes")
    final void indicesAreThoseOfTheDraws(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Tensor head = tensor(runtime(), heads(CODE_ROWS, family.head(), headScale(), key));
        for (Phase phase : List.of(EVALUATION, TRAINING)) {
            if (family.of(head, phase) instanceof CodePosterior q) {
                Tensor indices = q.indices();
                assertThat(family.space())
                        .as("the space of a posterior with indices %s", indices.shape())
                        .isEqualTo(new OneHot(indices.shape().extent(1), q.codes()));
                assertThat(Arrays.stream(indices.readInts()))
                        .as("indices of %d codes in %s", q.codes(), phase)
                        .allMatch(index -> index >= 0 && index < q.codes());
                Tensor unit = indices.oneHot(q.codes());
                for (Tensor z : List.of(q.location(), q.draw(key, 1).z())) {
                    assertClose(
                            "a value in " + phase + " is not at its indices()",
                            z.readDoubles(),
                            unit.readDoubles(),
                            0);
                }
            }
        }
    }

    /** The entropy, where it is known, is the integral of -log q, and its derivative its own. */
    @Check("entropy")
    final void entropyIsThatOfTheDensity(String settings, RandomKey key) {
        for (PosteriorRow row : densities(settings)) {
            Optional<Tensor> known = row.posterior().entropy();
            if (known.isPresent()) {
                assertThat(known.get().shape()).as(row.name()).isEqualTo(Shape.of(1));
                row.density()
                        .agrees(
                                "minus the entropy at " + row.name(),
                                -known.get().readDoubles()[0],
                                row.logDensity(row.density().nodes().points()));
                GradientCheck.of(runtime())
                        .key(key)
                        .check(
                                "entropy in the head",
                                in -> row.copies(in.get(0)).entropy().orElseThrow(),
                                row.rows(1));
            }
        }
    }

    /**
     * The gradient of a draw's log density is what reaches the parameters through the value, and what
     * reaches them directly, the value held; and held draws pass none.
     */
    @Check("parts of the gradient")
    final void theGradientOfADensityHasTwoParts(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Tensor head = tensor(runtime(), heads(family, key)).slice(0, 1, ROWS);
        Parameter parameter = Parameter.learned("head", head);
        double[] whole = gradient(parameter, family, key, (draw, q) -> draw.logProbability());
        double[] direct = gradient(parameter, family, key, PosteriorContract::ofHeldDraw);
        Posterior fixed = family.of(head, TRAINING);
        double[] throughValue =
                gradient(parameter, family, key, (draw, q) -> draw.logProbabilityUnder(fixed));
        for (int i = 0; i < whole.length; i++) {
            direct[i] += throughValue[i];
        }
        assertClose("gradient of log q", direct, whole, 1e-6);
    }

    private static Tensor ofHeldDraw(Draw draw, Posterior q) {
        Draw held = draw.mapped(Tensor::stopGradient);
        assertThat(held.z().isTracked()).as("z of a held draw is tracked").isFalse();
        return held.logProbabilityUnder(q);
    }

    /** The gradient in the head of the sum of a function of draws; 0 where there is none. */
    private double[] gradient(
            Parameter head,
            PosteriorFamily family,
            RandomKey key,
            BiFunction<Draw, Posterior, Tensor> function) {
        try (GradientTape tape = GradientTape.record(runtime())) {
            Posterior q = family.of(head.value(), TRAINING);
            Tensor sum = function.apply(q.draw(key, 4), q).sum();
            return sum.isTracked()
                    ? tape.gradients(sum).of(head.value()).readDoubles()
                    : new double[head.value().shape().size()];
        }
    }

    /** Draws laid out otherwise are the same draws, and know their density under any distribution. */
    @Check("reshaped")
    final void reshapedDrawsAreTheSame(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        Tensor head = tensor(runtime(), heads(family, key));
        for (Phase phase : List.of(EVALUATION, TRAINING)) {
            Posterior q = family.of(head, phase);
            Draw draw = q.draw(key, 4);
            assertClose(
                    "log density under the own distribution",
                    draw.logProbabilityUnder(q).readDoubles(),
                    draw.logProbability().readDoubles(),
                    1e-7);
            Map<String, Tensor> laid = tensors(draw, family);
            Draw flat = draw.reshaped(1, 4 * ROWS);
            assertThat(flat.isRelaxed()).isEqualTo(draw.isRelaxed());
            tensors(flat, family)
                    .forEach(
                            (name, value) -> {
                                Tensor before = Objects.requireNonNull(laid.get(name));
                                assertThat(value.shape())
                                        .as(name)
                                        .isEqualTo(before.shape().from(2).prepend(1, 4 * ROWS));
                                assertThat(value.readDoubles())
                                        .as(name)
                                        .isEqualTo(before.readDoubles());
                            });
            assertThat(tensors(flat, family)).hasSameSizeAs(laid);
        }
    }

    private static Map<String, Tensor> tensors(Draw draw, PosteriorFamily family) {
        Map<String, Tensor> all = new TreeMap<>(draw.effects().penalties());
        all.put("z", draw.z());
        all.put("log q", draw.logProbability());
        all.put("input of networks", draw.networkInput(family.networkInput()));
        return all;
    }

    /**
     * The densities of points under every row are those under each row alone, and the sum of those of
     * the units, where there are units.
     */
    @Check("pairwise")
    final void pairwiseDensitiesAreThoseOfTheRows(String settings, RandomKey key) {
        PosteriorFamily family = family(runtime(), settings, key);
        double[][] heads = heads(family, key);
        if (isPointMass(family, heads, runtime())) {
            return;
        }
        Posterior q = family.of(tensor(runtime(), heads), EVALUATION);
        Shape event = family.space().eventShape();
        Tensor points = q.draw(key, 4).z().reshape(event.prepend(4 * ROWS));
        Tensor pairs = q.pairwise().of(points);
        assertThat(pairs.shape()).isEqualTo(Shape.of(4 * ROWS, ROWS));
        q.pairwiseByUnit()
                .ifPresent(
                        units -> {
                            assertClose(
                                    "sum over units",
                                    units.apply(points).sum(-1).readDoubles(),
                                    pairs.readDoubles(),
                                    1e-7);
                            new SpaceCheck(family.space(), rule(family.space()))
                                    .checkDensities("pairwiseByUnit()", units, points);
                        });
        for (int r = 0; r < ROWS; r++) {
            PosteriorRow row = row(family, heads[r], EVALUATION, key);
            assertClose(
                    "row " + r,
                    pairs.slice(1, r, r + 1).readDoubles(),
                    row.logDensity(points.readDoubles()),
                    1e-7);
        }
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

    /** Head outputs of 0, tiny, large and up to {@link #extremeOutput}, in float32. */
    @Check("extreme heads")
    final void extremeHeadsAreFinite(String settings, RandomKey key) {
        try (TensorRuntime single = open(DType.FLOAT32)) {
            PosteriorFamily family;
            try (TensorScope scope = single.scope()) {
                family = family(single, settings, key);
            }
            ExtremeHeads heads = ExtremeHeads.of(family.head(), this::extremeOutput);
            for (Phase phase : List.of(EVALUATION, TRAINING)) {
                heads.assertFinite(single, family, phase, priors(), divergences(), key);
            }
        }
    }

    /** Draws of rare noise in float32, which may round to the border of the support. */
    @Check("rare draws")
    final void rareDrawsAreFinite(String settings, RandomKey key) {
        TensorBackend backend = backend().open(new BackendSettings("auto", 1));
        RareNoise noise = RareNoise.into(backend);
        try (TensorRuntime single = TensorRuntime.strict(noise.backend(), DType.FLOAT32)) {
            PosteriorFamily family;
            double[][] heads;
            List<Phase> densities;
            try (TensorScope scope = single.scope()) {
                family = family(single, settings, key);
                heads = heads(family, key);
                densities = densities(family, tensor(single, heads));
            }
            noise.begin();
            RareDraws rare = RareDraws.of(heads, family.head(), this::extremeOutput, key);
            for (Phase phase : List.of(EVALUATION, TRAINING)) {
                boolean isDensity = densities.contains(phase);
                rare.assertFinite(single, family, phase, isDensity, key);
            }
        }
    }

    /** The same key in float32 gives what it gives in float64, to rounding. */
    @Check("float32")
    final void singlePrecisionAgreesWithDouble(String settings, RandomKey key) {
        double[][][] results = new double[2][][];
        for (DType dtype : List.of(DType.FLOAT32, DType.FLOAT64)) {
            try (TensorRuntime own = open(dtype);
                    TensorScope scope = own.scope()) {
                PosteriorFamily family = family(own, settings, key);
                Posterior q = family.of(tensor(own, heads(family, key)), EVALUATION);
                Draw draw = q.draw(key, 20);
                assertThat(draw.z().dtype()).isEqualTo(dtype);
                assertThat(draw.logProbability().dtype()).isEqualTo(dtype);
                results[dtype == DType.FLOAT32 ? 0 : 1] =
                        new double[][] {
                            draw.z().readDoubles(),
                            draw.logProbability().readDoubles(),
                            q.location().readDoubles()
                        };
            }
        }
        assertClose("z", results[0][0], results[1][0], singlePrecision());
        assertClose("log q", results[0][1], results[1][1], singlePrecision());
        assertClose("location", results[0][2], results[1][2], singlePrecision());
    }

    /** Large heads in float32 lose no more digits than their condition asks for. */
    @Check("float32 of large heads")
    final void largeHeadsKeepTheirDigits(String settings, RandomKey key) {
        try (TensorRuntime single = open(DType.FLOAT32);
                TensorScope scope = runtime().scope()) {
            PosteriorFamily ofSingle;
            try (TensorScope own = single.scope()) {
                ofSingle = family(single, settings, key);
            }
            PosteriorFamily ofExact = family(runtime(), settings, key);
            ExtremeHeads heads = ExtremeHeads.of(ofExact.head(), this::extremeOutput);
            new SinglePrecisionCheck(heads.heads(), singlePrecision())
                    .check(single, ofSingle, runtime(), ofExact, key);
        }
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
