// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.component.TrainingProgress;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.estimator.Estimator;
import org.vaelab.framework.estimator.EstimatorPart;
import org.vaelab.framework.estimator.KlWeight;
import org.vaelab.framework.estimator.Objective;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.plugin.AssembledModel;
import org.vaelab.framework.plugin.ModelBlueprint;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyCategorical;

/**
 * What the checks of estimators share: what an author states, and the small models they are tried
 * on.
 */
abstract sealed class EstimatorModelsContract extends PartContract permits EstimatorBoundContract {

    /** Halfway, where a weight that grows from 0 to 1 is a half. */
    static final TrainingProgress CLOCK = new TrainingProgress(50, 100);

    static final Schedule ONE = Schedule.constant(1);

    /** A posterior for each kind of gradient, all of the testkit's own, and a point mass. */
    static final List<ConfiguredPart> POSTERIORS = posteriors(3);

    /** Draws of which bound and gradient are checked too: what is right of few may be wrong. */
    static final int MANY = 7;

    final int draws;

    EstimatorModelsContract(String name, int draws, String... settings) {
        super(EstimatorPart.class, name, settings);
        this.draws = draws;
    }

    static List<ConfiguredPart> posteriors(int categories) {
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

    /**
     * Returns whether the expected loss is minus the bound, and its gradient unbiased. An estimator
     * that weighs or constrains the terms of the bound says no. Its bound is checked all the same,
     * and its gradient is compared with differences of its loss.
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
     * Returns whether the gradient in the parameters of q too is that of the bound. An estimator
     * that lets q follow something else, or follow the bound with a bias, says no, and states its
     * {@link #posteriorObjective}.
     */
    protected boolean posteriorFollowsTheBound() {
        return true;
    }

    /**
     * Returns what q ascends if it does not follow the bound: a function of K draws of q. The
     * gradient of the loss in the parameters of q must be minus the expectation of its gradient,
     * the draws held.
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

    /**
     * Returns whether the K draws of an example have an order, as pairs do of which one is the
     * control variate of the other. By default they have none: the bound is the same in any order.
     */
    protected boolean ordersDraws() {
        return false;
    }

    /** Returns whether draws may be of a relaxation, where their kind of gradient is accepted. */
    protected boolean takesRelaxedDraws() {
        return true;
    }

    /** Returns whether q may be a point mass, where its kind of gradient is accepted. */
    protected boolean takesPointMasses() {
        return true;
    }

    final boolean takes(String settings, Posterior q, RandomKey key) {
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

    final Estimator estimator(
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

    final List<ConfiguredPart> posteriors() {
        return posteriors(categories());
    }

    final boolean accepts(String settings, GradientKind kind) {
        return estimator(settings, RandomKey.of(0), new OneHot(1, categories()), ONE).accepts(kind);
    }

    final List<TriedEstimator> tried(String settings, RandomKey key, Schedule klWeight) {
        return tried(settings, draws, key, klWeight);
    }

    final List<TriedEstimator> tried(String settings, int count, RandomKey key, Schedule klWeight) {
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

    final SmallModel categorical(ToyCategorical.Draws draws) {
        return SmallModel.categorical(runtime(), plugins().divergences(), categories(), draws);
    }

    final TriedEstimator tried(
            SmallModel small,
            GradientKind kind,
            String settings,
            RandomKey key,
            Schedule klWeight) {
        Estimator estimator = estimator(settings, key, small.space(), klWeight);
        return new TriedEstimator(small, kind, estimator, new KlWeight(klWeight), CLOCK);
    }

    /**
     * Returns the settings with more draws by their number: three, seven, and the default of the
     * part. There are none where K is 1, whose bound may be averaged over draws.
     */
    final Map<Integer, String> settingsOfMore(String settings) {
        if (draws == 1) {
            return Map.of();
        }
        OptionalInt usual = OtherDraws.usual(part(), made(EstimatorPart.class, settings), draws);
        return settingsOf(
                settings,
                IntStream.concat(IntStream.of(3, MANY), usual.stream())
                        .filter(count -> count > draws));
    }

    /** Returns settings with other numbers of draws than these, by those that the part takes. */
    final Map<Integer, String> settingsOf(String settings, IntStream counts) {
        EstimatorPart part = made(EstimatorPart.class, settings);
        Map<Integer, String> other = new TreeMap<>();
        counts.forEach(
                count ->
                        OtherDraws.of(part(), settings, part, draws, count)
                                .filter(text -> holds(text, count))
                                .ifPresent(text -> other.put(count, text)));
        return other;
    }

    private boolean holds(String settings, int count) {
        return OtherDraws.hold(part(), made(EstimatorPart.class, settings), count);
    }

    /** Returns what shows that the bound mixes the examples of a batch; empty if nothing does. */
    final Optional<String> mixture(String settings, RandomKey key) {
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

    static double[] bound(TriedEstimator tried, RandomKey key) {
        return tried.estimate(key).bound().readDoubles();
    }

    static Objective estimate(AssembledModel assembled, Batch batch, RandomKey key) {
        return assembled.estimator().estimate(assembled.step(batch, key, CLOCK));
    }

    final PosteriorFamily family(ConfiguredPart posterior) {
        return posterior(posterior).create(Assembly.context(runtime(), RandomKey.of(0)));
    }

    /** Returns one distribution of a posterior, as training has it. */
    final Posterior inTraining(ConfiguredPart posterior) {
        PosteriorFamily family = family(posterior);
        Tensor head = runtime().zeros(Shape.of(1, family.head().width()));
        return family.of(head, Phase.training(CLOCK));
    }

    final AssembledModel assemble(
            ConfiguredPart posterior, String settings, double klWeight, RandomKey key) {
        return assemble(posterior, made(EstimatorPart.class, settings), klWeight, key);
    }

    final AssembledModel assemble(
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
