// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.vaelab.framework.component.Clock;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.model.KlDivergence;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.plugin.PartContext;
import org.vaelab.framework.plugin.PosteriorFactory;
import org.vaelab.framework.plugin.PriorFactory;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.testkit.tensor.GradientCheck;

/**
 * What every family of posteriors promises.
 *
 * <pre>{@code
 * final class LaplaceContractTest extends PosteriorContract {
 *     LaplaceContractTest() {
 *         super("laplace", "{latent: 1}", "{latent: 2}");
 *     }
 * }
 * }</pre>
 *
 * <p>Choose settings of one or two dimensions, or with few values: there densities and expectations
 * are integrated by quadrature or summed; elsewhere by importance sampling, which finds less.
 *
 * <p>A relaxed or straight-through draw in training is biased, as it declares: only its shape, its
 * bytes and that it is finite are checked, and on one-hot spaces that its largest coordinate has the
 * probabilities of evaluation. A family that is deterministic in evaluation has the density 1 with
 * respect to counting measure at its one value.
 */
public abstract non-sealed class PosteriorContract extends PartContract {

    /** Heads of each of the settings: zeros, which are often a special point, and random ones. */
    private static final int ROWS = 3;

    private static final Phase EVALUATION = Phase.evaluation();
    private static final Phase TRAINING = Phase.training(new Clock(0, 100));

    /**
     * Creates the contract of a registered family.
     *
     * @param name of the family
     * @param settings as in a config, see {@link Part}; none are the defaults
     */
    protected PosteriorContract(String name, String... settings) {
        super(Kind.POSTERIOR, name, settings);
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

    PosteriorFactory<?> factory() {
        return plugins().posteriors().get(part());
    }

    @Override
    final Class<? extends Record> settingsType() {
        return factory().settingsType();
    }

    private PosteriorFamily family(TensorRuntime on, String settings, RandomKey key) {
        PartContext context = Assembly.context(on, key.split("part"));
        PosteriorFamily family = make(factory(), settings, context);
        move(on, family.parameters(), key);
        return family;
    }

    private double[][] heads(PosteriorFamily family, RandomKey key) {
        return heads(ROWS, family.head(), headScale(), key);
    }

    private static Tensor tensor(TensorRuntime runtime, double[][] rows) {
        double[] values = Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
        return runtime.tensor(values, Shape.of(rows.length, rows[0].length));
    }

    /** A check of one row in one phase. */
    private interface RowBody {
        void run(String name, PosteriorRow row, RandomKey key);
    }

    /** Runs a check for each row that is a density, in evaluation, and in training if it differs. */
    private Stream<DynamicTest> eachDensity(String check, RowBody body) {
        return each(
                check,
                (settings, key) -> {
                    PosteriorFamily family = family(runtime(), settings, key);
                    if (family.isDeterministic()) {
                        return;
                    }
                    double[][] heads = heads(family, key);
                    for (Phase phase : densities(family, heads)) {
                        for (int r = 0; r < heads.length; r++) {
                            String at = phase + ", head " + Arrays.toString(heads[r]);
                            body.run(
                                    at,
                                    new PosteriorRow(runtime(), family, heads[r], phase),
                                    key.fold(r));
                        }
                    }
                });
    }

    private List<Phase> densities(PosteriorFamily family, double[][] heads) {
        Tensor head = tensor(runtime(), heads);
        Posterior training = family.of(head, TRAINING);
        Draw drawn = training.draw(RandomKey.of(1), 1);
        Draw evaluated = family.of(head, EVALUATION).draw(RandomKey.of(1), 1);
        boolean same = Arrays.equals(drawn.z().readDoubles(), evaluated.z().readDoubles());
        return same || drawn.isRelaxed() || training.gradient().isBiased()
                ? List.of(EVALUATION)
                : List.of(EVALUATION, TRAINING);
    }

    /** The density integrates to 1: quadrature, a finite sum, or importance sampling. */
    @TestFactory
    final Stream<DynamicTest> densityNormalises() {
        return eachDensity(
                "normalises", (name, row, key) -> new DensityCheck(name, row, key).normalises());
    }

    /** The sampler draws what the density says; a defect of a tenth would be found. */
    @TestFactory
    final Stream<DynamicTest> drawsHaveTheDensity() {
        return eachDensity(
                "draws",
                (name, row, key) -> new DensityCheck(name, row, key).drawsHaveTheDensity());
    }

    /** The largest coordinate of a relaxed draw has the probabilities of evaluation. */
    @TestFactory
    final Stream<DynamicTest> relaxedDrawsRoundToTheDistribution() {
        return each(
                "rounding",
                (settings, key) -> {
                    PosteriorFamily family = family(runtime(), settings, key);
                    for (double[] head : heads(family, key)) {
                        PosteriorRow relaxed = new PosteriorRow(runtime(), family, head, TRAINING);
                        boolean rounds = relaxed.posterior().draw(key, 1).isRelaxed();
                        if (rounds && family.space() instanceof OneHot space) {
                            PosteriorRow evaluated =
                                    new PosteriorRow(runtime(), family, head, EVALUATION);
                            String name = "rounded draws at " + Arrays.toString(head);
                            new DensityCheck(name, new RoundedRow(relaxed, evaluated, space), key)
                                    .drawsHaveTheDensity();
                        }
                    }
                });
    }

    /** The log density that comes with a draw is that of its value, and no draw has a NaN. */
    @TestFactory
    final Stream<DynamicTest> drawsKnowTheirDensity() {
        return eachDensity(
                "density of draws",
                (name, row, key) -> {
                    Posterior q = row.posterior();
                    Draw draw = q.draw(key, 200);
                    assertClose(
                            name,
                            draw.logProbability().readDoubles(),
                            q.logProbability(draw.z()).readDoubles(),
                            1e-7);
                });
    }

    /** Gradients that claim to be exact are those of the expectation: see {@link GradientKind}. */
    @TestFactory
    final Stream<DynamicTest> gradientsOfExpectationsAreThoseOfTheIntegral() {
        return each(
                "gradient of expectations",
                (settings, key) -> {
                    PosteriorFamily family = family(runtime(), settings, key);
                    double[][] heads = heads(family, key);
                    checkGradient(new PosteriorRow(runtime(), family, heads[1], TRAINING), key);
                });
    }

    private static void checkGradient(PosteriorRow row, RandomKey key) {
        GradientKind kind = row.posterior().gradient();
        String name = kind.label() + " gradient at " + Arrays.toString(row.head());
        switch (kind) {
            case PATHWISE, IMPLICIT -> new ExpectationGradient(name, row, key, true).check();
            case SCORE_FUNCTION -> {
                new ExpectationGradient(name, row, key, false).check();
                assertPasses(name + " of z", row, key, false, false);
            }
            case RELAXED, STRAIGHT_THROUGH -> assertPasses(name, row, key, false, true);
            case NONE -> {
                assertPasses(name + " of z", row, key, false, false);
                assertPasses(name + " of log q", row, key, true, false);
            }
        }
    }

    /** Asserts that a draw, or its log density, has a gradient that is finite, or is 0. */
    private static void assertPasses(
            String name, PosteriorRow row, RandomKey key, boolean ofDensity, boolean passes) {
        TensorRuntime runtime = row.runtime();
        Tensor heads = runtime.keep(row.rows(50), true);
        try (TensorScope scope = runtime.scope();
                GradientTape tape = GradientTape.record(runtime)) {
            Draw draw = row.copies(heads).draw(key, 1);
            Tensor value = ofDensity ? draw.logProbability() : draw.embedded(row.family());
            Tensor weights = runtime.normal(key.split("weights"), value.shape());
            // A value may depend on no head at all.
            Tensor sum = heads.mul(0).sum().add(value.mul(weights).sum());
            double[] gradient = tape.gradients(sum).of(heads).readDoubles();
            assertFinite(name, gradient);
            boolean any = Arrays.stream(gradient).anyMatch(g -> g != 0);
            assertThat(any).as(name + " passes a gradient").isEqualTo(passes);
        } finally {
            runtime.release(heads);
        }
    }

    /** Finite differences of log q in the head output, and of a pathwise draw with a fixed key. */
    @TestFactory
    final Stream<DynamicTest> derivativesAreThoseOfFiniteDifferences() {
        return each(
                "derivatives",
                (settings, key) -> {
                    PosteriorFamily family = family(runtime(), settings, key);
                    if (family.isDeterministic()) {
                        return;
                    }
                    GradientCheck check = GradientCheck.of(runtime()).key(key);
                    Tensor head = tensor(runtime(), heads(family, key)).slice(0, 1, ROWS);
                    Tensor z = family.of(head, EVALUATION).draw(key, 2).z().stopGradient();
                    check.check(
                            "log q in the head",
                            in -> family.of(in.get(0), EVALUATION).logProbability(z),
                            head);
                    if (family.of(head, TRAINING).gradient() == GradientKind.PATHWISE) {
                        check.check(
                                "a draw in the head",
                                in -> family.of(in.get(0), TRAINING).draw(key, 2).z(),
                                head);
                        check.check(
                                "the log density of a draw in the head",
                                in -> family.of(in.get(0), TRAINING).draw(key, 2).logProbability(),
                                head);
                    }
                });
    }

    /** Each divergence that is announced for the family, on each prior that lives on its space. */
    @TestFactory
    final Stream<DynamicTest> closedFormsAreTheDivergence() {
        return each(
                "closed form",
                (settings, key) -> {
                    PosteriorFamily family = family(runtime(), settings, key);
                    for (Map.Entry<String, Prior> prior : priors(family, key).entrySet()) {
                        if (divergence(family, prior.getValue()).isClosedForm()) {
                            checkFormula(family, prior.getKey(), prior.getValue(), key);
                        }
                    }
                });
    }

    KlDivergence divergence(PosteriorFamily family, Prior prior) {
        return plugins().divergence(family, prior);
    }

    private void checkFormula(PosteriorFamily family, String name, Prior prior, RandomKey key) {
        KlDivergence divergence = divergence(family, prior);
        ClosedFormCheck check = new ClosedFormCheck("KL to " + name, divergence, prior);
        PosteriorRow atPrior =
                new PosteriorRow(runtime(), family, headOfPrior(family.head()), EVALUATION);
        if (!family.isDeterministic()) {
            check.vanishesAtEquality(atPrior, key);
        }
        move(runtime(), prior.parameters(), key);
        double[][] heads = heads(family, key);
        for (int r = 0; r < heads.length; r++) {
            PosteriorRow row = new PosteriorRow(runtime(), family, heads[r], EVALUATION);
            if (family.isDeterministic()) {
                check.agreesAtAPoint(row, key.fold(r));
            } else {
                check.agrees(row, key.fold(r));
            }
            check.isNotNegative(row.at(scaled(heads[r], 10)));
            check.isNotNegative(row.at(scaled(heads[r], 1e-6)));
        }
    }

    private static double[] scaled(double[] head, double factor) {
        return Arrays.stream(head).map(value -> factor * value).toArray();
    }

    /** Returns the standard prior, and the registered ones that its space and no settings make. */
    private Map<String, Prior> priors(PosteriorFamily family, RandomKey key) {
        LatentSpace space = family.space();
        Map<String, Prior> made = new TreeMap<>();
        made.put("the standard prior", family.standardPrior(runtime()));
        for (Map.Entry<String, PriorFactory<?>> entry : plugins().priors().parts().entrySet()) {
            PartContext context = Assembly.on(runtime(), key.split("prior"), space);
            make(entry.getValue(), context).ifPresent(prior -> made.put(entry.getKey(), prior));
        }
        return made;
    }

    /** Returns nothing for a prior of other spaces, with settings, or made of an encoder. */
    private static Optional<Prior> make(PriorFactory<?> factory, PartContext context) {
        try {
            return Optional.of(make(factory, "{}", context));
        } catch (IllegalArgumentException | IllegalStateException e) {
            return Optional.empty();
        }
    }

    /** The same key gives the same bytes, another key others; more draws begin with the fewer. */
    @TestFactory
    final Stream<DynamicTest> keysDecideTheBytes() {
        return each(
                "keys",
                (settings, key) -> {
                    PosteriorFamily family = family(runtime(), settings, key);
                    Tensor head = tensor(runtime(), heads(family, key));
                    for (Phase phase : List.of(EVALUATION, TRAINING)) {
                        Posterior q = family.of(head, phase);
                        double[] z = q.draw(key, 40).z().readDoubles();
                        assertThat(q.draw(key, 40).z().readDoubles()).isEqualTo(z);
                        double[] other = q.draw(key.split("other"), 40).z().readDoubles();
                        boolean point = phase == EVALUATION && family.isDeterministic();
                        if (point) {
                            assertThat(other).as("a point mass").isEqualTo(z);
                        } else if (q.gradient() != GradientKind.STRAIGHT_THROUGH) {
                            assertThat(other).as("another key").isNotEqualTo(z);
                        }
                        double[] fewer = q.draw(key, 7).z().readDoubles();
                        assertThat(Arrays.copyOf(z, fewer.length))
                                .as("the first 7 of 40 draws in " + phase)
                                .isEqualTo(fewer);
                    }
                });
    }

    /** Shapes, and that the density of an example does not depend on its neighbours. */
    @TestFactory
    final Stream<DynamicTest> shapesAreThoseOfTheSpace() {
        return each(
                "shapes",
                (settings, key) -> {
                    PosteriorFamily family = family(runtime(), settings, key);
                    Shape event = family.space().eventShape();
                    double[][] heads = heads(family, key);
                    for (Phase phase : List.of(EVALUATION, TRAINING)) {
                        Posterior q = family.of(tensor(runtime(), heads), phase);
                        assertThat(family.type().isInstance(q)).as("type()").isTrue();
                        Draw draw = q.draw(key, 5);
                        assertThat(draw.z().shape()).isEqualTo(event.prepend(5, ROWS));
                        assertThat(draw.logProbability().shape()).isEqualTo(Shape.of(5, ROWS));
                        assertThat(draw.embedded(family).shape())
                                .isEqualTo(Shape.of(5, ROWS, family.embeddedWidth()));
                        draw.penalties()
                                .forEach(
                                        (name, value) ->
                                                assertThat(value.shape())
                                                        .as(name)
                                                        .isEqualTo(Shape.of(5, ROWS)));
                        assertThat(q.location().shape()).isEqualTo(event.prepend(ROWS));
                        double[] all = q.logProbability(draw.z()).readDoubles();
                        assertThat(all).hasSize(5 * ROWS);
                        for (int r = 0; r < ROWS; r++) {
                            Posterior alone =
                                    family.of(tensor(runtime(), new double[][] {heads[r]}), phase);
                            double[] own =
                                    alone.logProbability(draw.z().slice(1, r, r + 1)).readDoubles();
                            for (int k = 0; k < 5; k++) {
                                assertClose(
                                        "row " + r + " alone",
                                        new double[] {own[k]},
                                        new double[] {all[k * ROWS + r]},
                                        1e-12);
                            }
                        }
                    }
                });
    }

    /** Head outputs of 0, tiny, large and up to {@link #extremeOutput}, in float32. */
    @TestFactory
    final Stream<DynamicTest> extremeHeadsAreFinite() {
        return each(
                "extreme heads",
                (settings, key) -> {
                    try (TensorRuntime single = open(DType.FLOAT32)) {
                        PosteriorFamily family;
                        try (TensorScope scope = single.scope()) {
                            family = family(single, settings, key);
                        }
                        double[][] heads = extremes(family.head());
                        for (Phase phase : List.of(EVALUATION, TRAINING)) {
                            assertFiniteAt(single, family, heads, phase, key);
                        }
                    }
                });
    }

    private double[][] extremes(Head head) {
        int width = head.width();
        double[] most = new double[width];
        int at = 0;
        for (Head.Output output : head.outputs()) {
            Arrays.fill(most, at, at + output.width(), extremeOutput(output));
            at += output.width();
        }
        double[] values = {0, 1e-30, -1e-6, 1, -1, 30, -30, 1e3, -1e3, 1e4, -1e4, 1e9, -1e9};
        List<double[]> heads = new ArrayList<>();
        for (double value : values) {
            double[] all = new double[width];
            Arrays.setAll(all, i -> Math.max(-most[i], Math.min(most[i], value)));
            heads.add(all);
            double[] alternating = new double[width];
            Arrays.setAll(alternating, i -> i % 2 == 0 ? all[i] : -all[i]);
            heads.add(alternating);
            for (int i = 0; i < width; i++) {
                double[] one = new double[width];
                one[i] = all[i];
                heads.add(one);
            }
        }
        return heads.toArray(new double[0][]);
    }

    private void assertFiniteAt(
            TensorRuntime single,
            PosteriorFamily family,
            double[][] heads,
            Phase phase,
            RandomKey key) {
        Tensor head;
        try (TensorScope scope = single.scope()) {
            head = single.keep(tensor(single, heads), true);
        }
        int width = head.shape().extent(1);
        try (TensorScope scope = single.scope();
                GradientTape tape = GradientTape.record(single)) {
            Posterior q = family.of(head, phase);
            Draw draw = q.draw(key, 4);
            assertFiniteRows("z in " + phase, draw.z(), 1, heads);
            assertFiniteRows("log q in " + phase, draw.logProbability(), 1, heads);
            Tensor weights = single.normal(key.split("weights"), draw.z().shape());
            // A draw of a discrete value may depend on no head at all.
            Tensor sum = head.mul(0).sum().add(draw.z().mul(weights).sum());
            sum = sum.add(draw.logProbability().sum());
            Prior prior = family.standardPrior(single);
            KlDivergence divergence = divergence(family, prior);
            if (divergence.isClosedForm()) {
                Tensor kl = divergence.of(q, prior, draw, true);
                assertFiniteRows("KL to the standard prior", kl, 0, heads);
                sum = sum.add(kl.sum());
            }
            for (Map.Entry<String, Tensor> penalty : draw.penalties().entrySet()) {
                assertFiniteRows(penalty.getKey(), penalty.getValue(), 1, heads);
                sum = sum.add(penalty.getValue().sum());
            }
            double[] gradient = tape.gradients(sum).of(head).readDoubles();
            for (int i = 0; i < gradient.length; i++) {
                assertFinite(
                        "gradient in " + phase + " at " + Arrays.toString(heads[i / width]),
                        new double[] {gradient[i]});
            }
        } finally {
            single.release(head);
        }
    }

    private static void assertFiniteRows(String what, Tensor value, int axis, double[][] heads) {
        for (int r = 0; r < heads.length; r++) {
            assertFinite(
                    what + " at " + Arrays.toString(heads[r]),
                    value.slice(axis, r, r + 1).readDoubles());
        }
    }

    /** The same key in float32 gives what it gives in float64, to rounding. */
    @TestFactory
    final Stream<DynamicTest> singlePrecisionAgreesWithDouble() {
        return each(
                "float32",
                (settings, key) -> {
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
                });
    }

    /** A family made from another key is, after a checkpoint is read, the same distribution. */
    @TestFactory
    final Stream<DynamicTest> parametersSurviveACheckpoint() {
        return each(
                "checkpoint",
                (settings, key) -> {
                    PosteriorFamily written = family(runtime(), settings, key);
                    assertThat(names(written.parameters())).doesNotHaveDuplicates();
                    PosteriorFamily read = family(runtime(), settings, key.split("other"));
                    CheckpointTrip.copy(written.parameters(), read.parameters());
                    Tensor head = tensor(runtime(), heads(written, key));
                    Draw expected = written.of(head, EVALUATION).draw(key, 3);
                    Draw got = read.of(head, EVALUATION).draw(key, 3);
                    assertThat(got.z().readDoubles()).isEqualTo(expected.z().readDoubles());
                    assertThat(got.logProbability().readDoubles())
                            .isEqualTo(expected.logProbability().readDoubles());
                });
    }
}
