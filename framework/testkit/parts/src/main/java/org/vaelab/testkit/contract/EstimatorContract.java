// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Elbo;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlMode;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.DType;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.autodiff.GradientTape;
import org.vaelab.framework.tensor.autodiff.Gradients;
import org.vaelab.testkit.family.ToyCategorical;

/**
 * The contract of every estimator. The subclass gives the number of draws of its
 * importance-weighted bound; 1 is the evidence lower bound, however many draws it is averaged over.
 *
 * <pre>{@code
 * final class ImportanceWeightedContractTest extends EstimatorContract {
 *     ImportanceWeightedContractTest() {
 *         super("iwae", 2, "{samples: 2}");
 *     }
 * }
 * }</pre>
 *
 * <p>Bound and gradient are compared with their exact expectations on a model of one number z,
 * where the estimator takes pathwise draws, and of one variable of three categories, where it takes
 * the score function. The integration allows at most two draws of the former. Parameters of the
 * estimator itself are moved away from their start first, because the gradient of the bound must be
 * unbiased everywhere.
 */
public abstract non-sealed class EstimatorContract extends PartContract {

    /** Halfway, where a weight that grows from 0 to 1 is a half. */
    private static final TrainingProgress CLOCK = new TrainingProgress(50, 100);

    private static final Schedule ONE = Schedule.constant(1);
    private static final Schedule GROWING = new Schedule.Linear(0, 1, 100);
    private static final double HALF = 0.5;

    /** Copies of the datum where the gradient of q alone is checked, which may be small. */
    private static final int COPIES_OF_POSTERIOR = 1024;

    /** A posterior for each kind of gradient, all of the testkit's own, and a point mass. */
    static final List<ConfiguredPart> POSTERIORS = posteriors(3);

    private static List<ConfiguredPart> posteriors(int categories) {
        String two = "{variables: 2, categories: " + categories;
        return List.of(
                ConfiguredPart.of("toy-normal", "{latent: 2}"),
                ConfiguredPart.of("toy-logistic", "{latent: 2}"),
                ConfiguredPart.of("toy-categorical", two + ", draw: 'relaxed'}"),
                ConfiguredPart.of("toy-categorical", two + ", draw: 'straight-through'}"),
                ConfiguredPart.of("toy-categorical", two + "}"),
                ConfiguredPart.of("toy-code", "{variables: 2, codes: 3}"),
                ConfiguredPart.of("toy-code", "{variables: 2, codes: 3, straightThrough: false}"));
    }

    private final int draws;

    /**
     * Creates the contract of a registered estimator.
     *
     * @param draws K of its bound {@code E[log 1/K sum_k w_k]}, or of another, see {@link #bound}
     * @param settings with which it has that bound, see {@link ConfiguredPart}; none are the defaults
     */
    protected EstimatorContract(String name, int draws, String... settings) {
        super(EstimatorPart.class, name, settings);
        this.draws = draws;
    }

    /**
     * Returns whether the expected loss is minus the bound, and its gradient unbiased. An estimator
     * that weighs or constrains the terms of the bound says no. Its bound is checked all the same, and
     * its gradient is compared with differences of its loss.
     */
    protected boolean lossIsTheBound() {
        return true;
    }

    /**
     * Returns the bound that K draws estimate, as a function of the logarithms of their importance
     * weights; by default {@code log 1/K sum_k w_k}.
     *
     * @param logWeights log w_k, [K, ...]
     * @return [...]
     */
    protected Tensor bound(Tensor logWeights) {
        return logWeights.logSumExp(0).sub(Math.log(logWeights.shape().extent(0)));
    }

    /**
     * Returns whether the gradient in the parameters of q too is that of the bound. An estimator that lets
     * q follow something else, or follow the bound with a bias, says no, and states its {@link
     * #posteriorObjective}.
     */
    protected boolean posteriorFollowsTheBound() {
        return true;
    }

    /**
     * Returns what q ascends if it does not follow the bound: a function of K draws of q. The gradient of
     * the loss in the parameters of q must be minus the expectation of its gradient, the draws held.
     *
     * @return [...]; empty, which is the default, if q follows the bound
     */
    protected Optional<Tensor> posteriorObjective(String settings, HeldDraws draws) {
        return Optional.empty();
    }

    /** Returns whether a model may weigh its KL; an estimator that knows none refuses a weight. */
    protected boolean takesKlWeight() {
        return true;
    }

    /** Returns whether draws may be of a relaxation, where their kind of gradient is accepted. */
    protected boolean takesRelaxedDraws() {
        return true;
    }

    /** Returns whether q may be a point mass, where its kind of gradient is accepted. */
    protected boolean takesPointMasses() {
        return true;
    }

    private boolean takes(String settings, Posterior q, RandomKey key) {
        boolean compares =
                estimator(settings, key, new OneHot(1, categories()), ONE).comparesDraws();
        return ((takesPointMasses() && !compares) || !q.isPointMass())
                && (takesRelaxedDraws() || !q.draw(RandomKey.of(0), 1).isRelaxed());
    }

    /** Returns settings of one draw, where an importance-weighted estimator takes as few. */
    protected Optional<String> settingsOfOneDraw() {
        return Optional.empty();
    }

    /**
     * Returns the number of categories of the discrete variables it is tried on: 3, or 2 for an
     * estimator of Bernoulli variables alone.
     */
    protected int categories() {
        return 3;
    }

    /** Returns whether the bound is exact, so that another key gives the same. */
    protected boolean isExact() {
        return false;
    }

    private Estimator estimator(
            String settings, RandomKey key, LatentSpace space, Schedule klWeight) {
        Estimator estimator =
                made(EstimatorPart.class, settings)
                        .create(
                                Assembly.ofEstimator(
                                        runtime(), key.split("part"), space, klWeight));
        move(runtime(), estimator.parameters(), key.split("own"));
        return estimator;
    }

    @Override
    final boolean hasFingerprint() {
        return true;
    }

    @Override
    final Optional<Fingerprint> fingerprint(Object part, RandomKey key) {
        Fingerprint print = new Fingerprint(runtime());
        for (ConfiguredPart posterior : posteriors()) {
            try {
                SettingsOfTraining.add(
                        print,
                        assemble(posterior, (EstimatorPart) part, 1, key),
                        Batch.of(runtime().uniform(key, Shape.of(6, Assembly.WIDTH)).gt(0.5)),
                        key);
            } catch (IllegalArgumentException e) {
                print.addRejected(posterior);
            }
        }
        return Optional.of(print);
    }

    private List<ConfiguredPart> posteriors() {
        return posteriors(categories());
    }

    private boolean accepts(String settings, GradientKind kind) {
        return estimator(settings, RandomKey.of(0), new OneHot(1, categories()), ONE).accepts(kind);
    }

    private List<TriedEstimator> tried(String settings, RandomKey key, Schedule klWeight) {
        return tried(settings, draws, key, klWeight);
    }

    private List<TriedEstimator> tried(
            String settings, int count, RandomKey key, Schedule klWeight) {
        List<TriedEstimator> tried = new ArrayList<>();
        if (accepts(settings, GradientKind.PATHWISE)) {
            SmallModel small =
                    SmallModel.normal(runtime(), plugins().divergences(), Math.max(2, count));
            tried.add(tried(small, GradientKind.PATHWISE, settings, key, klWeight));
        }
        if (accepts(settings, GradientKind.SCORE_FUNCTION)) {
            tried.add(
                    tried(
                            categorical(ToyCategorical.Draws.DISCRETE),
                            GradientKind.SCORE_FUNCTION,
                            settings,
                            key,
                            klWeight));
        }
        return tried;
    }

    private SmallModel categorical(ToyCategorical.Draws draws) {
        return SmallModel.categorical(runtime(), plugins().divergences(), categories(), draws);
    }

    private TriedEstimator tried(
            SmallModel small,
            GradientKind kind,
            String settings,
            RandomKey key,
            Schedule klWeight) {
        Estimator estimator = estimator(settings, key, small.space(), klWeight);
        return new TriedEstimator(small, kind, estimator, new KlWeight(klWeight), CLOCK);
    }

    /** Returns the settings with three draws, where K is above 1 and a key holds it. */
    private Optional<String> settingsOfThree(String settings) {
        return draws == 2
                ? OtherDraws.of(part(), settings, made(EstimatorPart.class, settings), draws, 3)
                        .filter(text -> OtherDraws.hold(part(), made(EstimatorPart.class, text), 3))
                : Optional.empty();
    }

    /** The mean of the bound over draws is the exact expectation, of K draws and of three. */
    @Check("bound")
    final void theBoundHasItsExpectation(String settings, RandomKey key) {
        for (TriedEstimator tried : tried(settings, key, ONE)) {
            new ExactBound(tried, this::bound, draws).check(tried.draws() + "bound", key);
        }
        settingsOfThree(settings)
                .ifPresent(
                        three ->
                                tried(three, 3, key, ONE)
                                        .forEach(
                                                tried ->
                                                        new ExactBound(tried, this::bound, 3)
                                                                .check(
                                                                        tried.draws()
                                                                                + "bound of 3 draws",
                                                                        key)));
    }

    /** A bound is one of each example, so the others of the batch do not change it. */
    @Check("examples")
    final void theBoundIsThatOfEachExample(String settings, RandomKey key) {
        mixture(settings, key)
                .ifPresent(
                        found -> {
                            throw new AssertionError(found);
                        });
    }

    /** Returns what shows that the bound mixes the examples of a batch; empty if nothing does. */
    private Optional<String> mixture(String settings, RandomKey key) {
        for (ConfiguredPart posterior : posteriors()) {
            Posterior q = inTraining(posterior);
            if (accepts(settings, q.gradient()) && takes(settings, q, key)) {
                AssembledModel assembled = assemble(posterior, settings, 1, key);
                Tensor x = runtime().uniform(key, Shape.of(6, Assembly.WIDTH)).gt(0.5);
                Tensor others =
                        Tensor.concatenate(
                                List.of(x.slice(0, 0, 1), x.slice(0, 1, 6).neg().add(1)), 0);
                double one = estimate(assembled, Batch.of(x), key).bound().readDoubles()[0];
                double other = estimate(assembled, Batch.of(others), key).bound().readDoubles()[0];
                if (Math.abs(one - other) > 1e-9 * (1 + Math.abs(one))) {
                    return Optional.of(
                            String.format(
                                    Locale.ROOT,
                                    "the bound mixes examples: that of example 0 is %.6g, and %.6g"
                                            + " beside others in its batch; reduce [K, B] over the draws,"
                                            + " axis 0, and not over the examples",
                                    one,
                                    other));
                }
            }
        }
        return Optional.empty();
    }

    /** A bound that mixes examples has another expectation too. */
    @Override
    Optional<String> cause(Trial trial) {
        if (trial.name().equals("examples")) {
            return Optional.empty();
        }
        try (TensorScope scope = runtime().scope()) {
            RandomKey key = key("examples");
            return settings().stream().flatMap(text -> mixture(text, key).stream()).findFirst();
        } catch (RuntimeException | AssertionError e) {
            return Optional.empty();
        }
    }

    /**
     * Draws of every kind of gradient that is accepted are used rightly. Relaxed draws pass a gradient of
     * their own, as straight-through ones do, which a score function must not count twice.
     */
    @Check("accepted kinds")
    final void acceptedKindsAreUsedRightly(String settings, RandomKey key) {
        if (posteriorFollowsTheBound() && accepts(settings, GradientKind.NONE)) {
            throw new AssertionError(
                    "accepts() takes draws of kind '"
                            + GradientKind.NONE.label()
                            + "', which pass no gradient to q, neither does log q; reject this kind");
        }
        boolean scores = accepts(settings, GradientKind.SCORE_FUNCTION);
        if (accepts(settings, GradientKind.RELAXED) && takesRelaxedDraws()) {
            checkKind(ToyCategorical.Draws.RELAXED, GradientKind.RELAXED, settings, !scores, key);
        }
        if (scores && accepts(settings, GradientKind.STRAIGHT_THROUGH) && takesRelaxedDraws()) {
            checkKind(
                    ToyCategorical.Draws.STRAIGHT_THROUGH,
                    GradientKind.STRAIGHT_THROUGH,
                    settings,
                    false,
                    key);
        }
    }

    private void checkKind(
            ToyCategorical.Draws draws,
            GradientKind kind,
            String settings,
            boolean isOfDraws,
            RandomKey key) {
        if (!lossIsTheBound()) {
            return;
        }
        TriedEstimator tried = tried(categorical(draws), kind, settings, key, ONE);
        LatentVariableModel model = tried.small().model();
        List<Parameter> parameters =
                posteriorFollowsTheBound() ? model.parameters() : model.generative().parameters();
        try {
            new EstimatorGradient(tried, parameters, key)
                    .isThatOfDrawnBound(tried.draws(), posteriorFollowsTheBound(), isOfDraws);
        } catch (AssertionError e) {
            throw new AssertionError(
                    e.getMessage()
                            + "; reject this kind in accepts(), or hold the draws where the score of q"
                            + " weighs the bound",
                    e);
        }
    }

    /**
     * The gradient of the loss is, in the mean, that of the exact bound, or of the loss where that is
     * another; so it is where {@code training.klWeight} weighs the KL.
     */
    @Check("gradient")
    final void theGradientIsUnbiased(String settings, RandomKey key) {
        List<TriedEstimator> whole = tried(settings, key, ONE);
        Optional<String> three = lossIsTheBound() ? settingsOfThree(settings) : Optional.empty();
        if (three.isPresent()) {
            tried(three.get(), 3, key, ONE)
                    .forEach(tried -> checkGradient(tried, three.get(), 3, key, 1));
        } else {
            whole.forEach(tried -> checkGradient(tried, settings, draws, key, 1));
        }
        if (takesKlWeight()) {
            List<TriedEstimator> weighted = tried(settings, key, GROWING);
            for (int i = 0; i < whole.size(); i++) {
                requireEffectOfTheWeight(whole.get(i), weighted.get(i), key);
                checkGradient(weighted.get(i), settings, draws, key, HALF);
            }
        }
    }

    private static void requireEffectOfTheWeight(
            TriedEstimator whole, TriedEstimator weighted, RandomKey key) {
        if (Arrays.equals(effect(whole, key), effect(weighted, key))) {
            throw new AssertionError(
                    "the estimator ignores training.klWeight: its loss and the gradient of it are"
                            + " the same with the weights 1 and 0.5; multiply the KL by"
                            + " step.klWeight(), or reject a weight and override"
                            + " takesKlWeight()");
        }
        double told = weighted.estimate(key).klWeight().getAsDouble();
        assertClose(
                "klWeight of the objective, where training.klWeight is 0.5",
                new double[] {told},
                new double[] {HALF},
                1e-6);
    }

    /** Returns the gradient of the loss, and the loss: of free bits a KL that is free has no gradient. */
    private static double[] effect(TriedEstimator tried, RandomKey key) {
        List<Parameter> parameters = tried.small().model().parameters();
        double[] gradient = tried.gradient(key, TriedEstimator.COPIES, parameters);
        double[] effect = Arrays.copyOf(gradient, gradient.length + 1);
        effect[gradient.length] = tried.loss(key, TriedEstimator.COPIES);
        return effect;
    }

    private void checkGradient(
            TriedEstimator tried, String settings, int count, RandomKey key, double klWeight) {
        SmallModel small = tried.small();
        LatentVariableModel model = small.model();
        boolean both = posteriorFollowsTheBound();
        EstimatorGradient gradient =
                new EstimatorGradient(
                        tried, both ? model.parameters() : model.generative().parameters(), key);
        String weight =
                "of %d draws of kind '%s', which accepts() takes, with klWeight %s"
                        .formatted(count, tried.kind().label(), klWeight);
        if (lossIsTheBound()) {
            gradient.isThatOf(
                    weight,
                    TriedEstimator.COPIES,
                    () -> small.expected(this::bound, count, klWeight).neg());
        } else {
            gradient.isThatOfTheLoss();
        }
        if (!both) {
            new EstimatorGradient(tried, model.inference().parameters(), key)
                    .isThatOf(
                            weight + " in the parameters of q, which follow posteriorObjective",
                            COPIES_OF_POSTERIOR,
                            () ->
                                    small.expectedOfHeld(
                                                    held -> objective(settings, held),
                                                    count,
                                                    klWeight)
                                            .neg());
        }
    }

    private Tensor objective(String settings, HeldDraws draws) {
        return posteriorObjective(settings, draws)
                .orElseThrow(
                        () ->
                                new AssertionError(
                                        "q does not follow the bound: override posteriorObjective,"
                                                + " so that the gradient of q is checked too"));
    }

    /**
     * The loss has no gradient in parameters of the estimator itself, and the objective of these
     * has a gradient in nothing else. The updates of a step change state, which stays finite.
     */
    @Check("own parameters")
    final void ownParametersFollowAnObjectiveOfTheirOwn(String settings, RandomKey key) {
        for (TriedEstimator tried : tried(settings, key, ONE)) {
            checkOwn(tried, key);
        }
    }

    private void checkOwn(TriedEstimator tried, RandomKey key) {
        List<Parameter> own =
                tried.estimator().parameters().stream()
                        .filter(parameter -> parameter.role() == Parameter.Role.LEARNED)
                        .toList();
        assertApart(runtime(), own, tried.small().model().parameters(), () -> tried.estimate(key));
        List<double[]> learned = values(own);
        tried.estimate(key).updates().forEach(update -> update.make(CLOCK));
        assertThat(values(own))
                .as("learned parameters after updates of state")
                .usingElementComparator(Arrays::compare)
                .isEqualTo(learned);
        values(tried.estimator().parameters()).forEach(v -> assertFinite("state", v));
    }

    /**
     * The loss has no gradient in parameters that are not the model's, and their objective has none in the
     * model.
     */
    static void assertApart(
            TensorRuntime runtime,
            List<Parameter> own,
            List<Parameter> others,
            Supplier<Objective> objective) {
        try (GradientTape tape = GradientTape.record(runtime)) {
            Gradients ofTheLoss = tape.gradients(objective.get().loss());
            assertThat(TriedEstimator.read(ofTheLoss, own))
                    .as("gradient of the loss")
                    .isEqualTo(zeros(own));
        }
        try (GradientTape tape = GradientTape.record(runtime)) {
            Optional<Tensor> minimised = objective.get().own();
            assertThat(minimised.isPresent()).as("has an own objective").isEqualTo(!own.isEmpty());
            if (minimised.isPresent()) {
                Gradients gradients = tape.gradients(minimised.get());
                assertThat(TriedEstimator.read(gradients, others))
                        .as("gradient of the own objective in the model")
                        .isEqualTo(zeros(others));
                assertFinite("gradient of the own objective", TriedEstimator.read(gradients, own));
                assertThat(TriedEstimator.read(gradients, own))
                        .as("own gradient")
                        .isNotEqualTo(zeros(own));
            }
        }
    }

    private static double[] zeros(List<Parameter> parameters) {
        return new double[parameters.stream().mapToInt(p -> p.value().shape().size()).sum()];
    }

    /** The importance-weighted bound of one draw is the evidence lower bound, draw by draw. */
    @Check("one draw")
    final void oneDrawIsTheEvidenceLowerBound(RandomKey key) {
        Estimator elbo = new Elbo(1, KlMode.MONTE_CARLO);
        for (String settings : settingsOfOneDraw().stream().toList()) {
            for (TriedEstimator one : tried(settings, key, ONE)) {
                assertClose(
                        "bound of one draw with " + settings,
                        bound(one, key),
                        bound(withEstimator(one, elbo), key),
                        1e-12);
            }
        }
    }

    private static TriedEstimator withEstimator(TriedEstimator tried, Estimator other) {
        return new TriedEstimator(
                tried.small(), tried.kind(), other, tried.klWeight(), tried.clock());
    }

    private static double[] bound(TriedEstimator tried, RandomKey key) {
        return tried.estimate(key).bound().readDoubles();
    }

    /**
     * The terms sum to the bound on every accepted kind of draw, also if training weighs the KL.
     * The same key gives the same bytes, and an estimate changes no state. A loss that is the bound
     * is minus its mean, plus penalties.
     */
    @Check("terms")
    final void termsSumToTheBound(String settings, RandomKey key) {
        for (ConfiguredPart posterior : posteriors()) {
            Posterior q = inTraining(posterior);
            if (accepts(settings, q.gradient()) && takes(settings, q, key)) {
                checkTerms(posterior, settings, 1, q.gradient(), key);
                if (takesKlWeight()) {
                    checkTerms(posterior, settings, 0.5, q.gradient(), key);
                } else {
                    assertThatThrownBy(() -> assemble(posterior, settings, 0.5, key))
                            .isInstanceOf(IllegalArgumentException.class)
                            .hasMessageContaining("klWeight");
                }
            }
        }
    }

    private void checkTerms(
            ConfiguredPart posterior,
            String settings,
            double klWeight,
            GradientKind kind,
            RandomKey key) {
        try {
            checkTerms(
                    assemble(posterior, settings, klWeight, key),
                    key,
                    klWeight == 1 && lossIsTheBound());
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError(
                    "for '%s' draws of %s, which accepts() takes: %s"
                            .formatted(kind.label(), posterior, e.getMessage()),
                    e);
        }
    }

    private void checkTerms(AssembledModel assembled, RandomKey key, boolean lossIsTheBound) {
        Batch batch = Batch.of(runtime().uniform(key, Shape.of(6, Assembly.WIDTH)).gt(0.5));
        List<Parameter> parameters = new ArrayList<>(assembled.model().parameters());
        parameters.addAll(assembled.estimatorParameters());
        List<double[]> before = values(parameters);
        Objective objective = estimate(assembled, batch, key);
        double[] bound = objective.bound().readDoubles();
        assertTermsSum(objective);
        assertThat(estimate(assembled, batch, key).bound().readDoubles()).isEqualTo(bound);
        if (!isExact() && !isOfPointMass(assembled, batch, key)) {
            assertThat(estimate(assembled, batch, key.split("other")).bound().readDoubles())
                    .isNotEqualTo(bound);
        }
        assertThat(values(parameters))
                .as("parameters after estimates")
                .usingElementComparator(Arrays::compare)
                .isEqualTo(before);
        assertFinite("klWeight", new double[] {objective.klWeight().getAsDouble()});
        double loss = objective.loss().readScalar();
        assertFinite("loss", new double[] {loss});
        if (lossIsTheBound) {
            double expected = -objective.bound().mean().readScalar();
            for (Objective.Term penalty : objective.penalties()) {
                expected += penalty.value().mean().readScalar();
            }
            assertClose("loss", new double[] {loss}, new double[] {expected}, 1e-10);
        }
    }

    private static boolean isOfPointMass(AssembledModel assembled, Batch batch, RandomKey key) {
        return assembled
                .model()
                .infer(batch, key, Phase.training(CLOCK))
                .draw(key, 1)
                .isPointMass();
    }

    private static Objective estimate(AssembledModel assembled, Batch batch, RandomKey key) {
        return assembled.estimator().estimate(assembled.step(batch, key, CLOCK));
    }

    /** Asserts that the terms of an objective sum to its bound, datum by datum. */
    static void assertTermsSum(Objective objective) {
        Tensor sum = objective.bound().mul(0);
        for (Objective.Term term : objective.terms()) {
            assertThat(Math.abs(term.sign())).as(term.name()).isEqualTo(1);
            assertThat(term.value().shape()).as(term.name()).isEqualTo(objective.bound().shape());
            sum = sum.add(term.value().mul(term.sign()));
        }
        boolean single = sum.dtype() == DType.FLOAT32;
        assertClose(
                "sum of the terms",
                sum.readDoubles(),
                objective.bound().readDoubles(),
                single ? 1e-5 : 1e-10);
    }

    /**
     * A posterior whose gradient or density the estimator cannot use is refused by name, before
     * training; an estimator that is made for some spaces alone may name the space instead.
     */
    @Check("gradient kinds")
    final void otherGradientsAreRefused(String settings, RandomKey key) {
        assertThat(
                        posteriors().stream()
                                .map(part -> inTraining(part).gradient())
                                .anyMatch(kind -> accepts(settings, kind)))
                .as("some kind of gradient is accepted")
                .isTrue();
        for (ConfiguredPart posterior : posteriors()) {
            Posterior q = inTraining(posterior);
            boolean accepted = accepts(settings, q.gradient());
            if (!accepted || !takes(settings, q, key)) {
                assertThatThrownBy(() -> assemble(posterior, settings, 1, key))
                        .isInstanceOf(IllegalArgumentException.class)
                        .message()
                        .containsAnyOf(
                                accepted ? refused(q) : q.gradient().label(),
                                family(posterior).space().toString());
            }
        }
    }

    private static String refused(Posterior q) {
        return q.isPointMass() ? "point mass" : "relaxation";
    }

    private PosteriorFamily family(ConfiguredPart posterior) {
        return posterior(posterior).create(Assembly.context(runtime(), RandomKey.of(0)));
    }

    /** Returns one distribution of a posterior, as training has it. */
    private Posterior inTraining(ConfiguredPart posterior) {
        PosteriorFamily family = family(posterior);
        Tensor head = runtime().zeros(Shape.of(1, family.head().width()));
        return family.of(head, Phase.training(CLOCK));
    }

    private AssembledModel assemble(
            ConfiguredPart posterior, String settings, double klWeight, RandomKey key) {
        return assemble(posterior, made(EstimatorPart.class, settings), klWeight, key);
    }

    private AssembledModel assemble(
            ConfiguredPart posterior, EstimatorPart part, double klWeight, RandomKey key) {
        ModelBlueprint blueprint =
                Assembly.toy(5)
                        .withPosterior(posterior(posterior))
                        .withEstimator(part)
                        .trainedBy(Schedule.constant(klWeight), false);
        return Assembly.assemble(
                blueprint, runtime(), plugins(), Assembly.WIDTH, ValueDomain.BINARY, key);
    }
}
