// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleFunction;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.LatentSpace;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.latent.StandardNormal;
import org.vaelab.framework.latent.UniformCategorical;
import org.vaelab.framework.likelihood.Likelihood;
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Conditioning;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.Head;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Draw;
import org.vaelab.framework.posterior.GradientKind;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.PosteriorAround;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyCoins;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.model.ConstantNetwork;
import org.vaelab.testkit.model.GivenLikelihood;
import org.vaelab.testkit.problem.TabularModel;
import org.vaelab.testkit.space.Integral;
import org.vaelab.testkit.space.Moments;

/**
 * A model so small that the expectation of a bound of K draws is a sum over all K-tuples of nodes.
 * All data share one q, whose head is a learned parameter. The decoder returns log p(x given z)
 * itself: {@code t_1 sin z + t_2 z} for a number z, or {@code t . z} for a unit vector, with
 * learned t, and {@code t . z + u . (z_1 * z_2)} for two unit vectors. In a model of a bit these
 * are its logits, and the encoder sees it.
 */
final class SmallModel {

    private static final int LARGEST_SUM = 200_000;
    private static final String Z = "z";
    private static final double MEAN = 0.4;
    private static final Phase EVALUATION = Phase.evaluation();

    /** The number of terms of log w. */
    static final int TERMS = 3;

    /**
     * Nodes of the line, and those of three draws, whose triples are a sum that is short enough.
     */
    private static final int NODES = 241;

    private static final int NODES_OF_THREE = 57;

    /** Sets of draws whose mean bound is the expectation where a sum has too many terms. */
    private static final int SETS = 4096;

    private static final int REPETITIONS = 20;

    private final LatentVariableModel model;
    private final RecordedInference inference;
    private final LatentSpace space;
    private final Tensor nodes;
    private final double weight;
    private final List<Double> values;

    private SmallModel(
            LatentVariableModel model,
            RecordedInference inference,
            LatentSpace space,
            Tensor nodes,
            double weight,
            List<Double> values) {
        this.model = model;
        this.inference = inference;
        this.space = space;
        this.nodes = nodes;
        this.weight = weight;
        this.values = values;
    }

    /** A Normal q on the line, of which up to two draws are integrated over. */
    static SmallModel normal(TensorRuntime runtime, KlRegistry kl) {
        return normal(runtime, kl, 2);
    }

    /**
     * A Normal q on the line.
     *
     * @param draws over which expectations are integrated; of more than 3 they are means. The
     *     trapezoidal rule ends seven deviations of q from its mean at least
     */
    static SmallModel normal(TensorRuntime runtime, KlRegistry kl, int draws) {
        return normal(runtime, kl, draws, new ToyNormal.Family(1));
    }

    private static SmallModel normal(
            TensorRuntime runtime, KlRegistry kl, int draws, PosteriorFamily family) {
        Euclidean line = new Euclidean(1);
        boolean isOfThree = draws == 3;
        int n = isOfThree ? NODES_OF_THREE : NODES;
        double step = isOfThree ? 0.155 : 0.1;
        double centre = isOfThree ? MEAN : 0;
        double[] grid = new double[n];
        for (int i = 0; i < n; i++) {
            grid[i] = centre + (i - n / 2) * step;
        }
        return of(
                kl,
                family,
                new StandardNormal(runtime, line),
                runtime.vector(MEAN, -0.5),
                runtime.vector(1.5, 0.8),
                runtime.tensor(grid, Shape.of(n, 1)),
                step);
    }

    /** A Normal q whose draws pass an implicit gradient. */
    static SmallModel implicit(TensorRuntime runtime, KlRegistry kl) {
        return normal(runtime, kl, 2, new NormalBut(Implicit::new));
    }

    /** Normals on the line but for what a posterior around each of them overrides. */
    private record NormalBut(UnaryOperator<Posterior> around) implements PosteriorFamily {

        private static final ToyNormal.Family NORMAL = new ToyNormal.Family(1);

        @Override
        public Euclidean space() {
            return NORMAL.space();
        }

        @Override
        public Head head() {
            return NORMAL.head();
        }

        @Override
        public Posterior of(Tensor headOutput, Phase phase) {
            return around.apply(NORMAL.of(headOutput, phase));
        }
    }

    /** A Normal q on the line whose K draws of each row come in the reverse order. */
    static SmallModel reversed(TensorRuntime runtime, KlRegistry kl) {
        return normal(runtime, kl, 2, new NormalBut(Reversed::new));
    }

    /** Returns the same model, whose weights are smaller by a factor, as those of large data are. */
    static SmallModel ofSmallWeights(TensorRuntime runtime, KlRegistry kl, double logFactor) {
        return normal(runtime, kl, 2, new NormalBut(q -> new Denser(q, logFactor)));
    }

    private record Denser(Posterior around, double by) implements PosteriorAround {

        @Override
        public Draw draw(RandomKey key, int samples) {
            Draw draw = around.draw(key, samples);
            return Draw.of(draw.z(), draw.logProbability().add(by));
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return around.logProbability(z).add(by);
        }
    }

    private record Reversed(Posterior around) implements PosteriorAround {

        @Override
        public Draw draw(RandomKey key, int samples) {
            return around.draw(key, samples).mapped(Reversed::reverse);
        }

        private static Tensor reverse(Tensor draws) {
            List<Tensor> each = new ArrayList<>();
            for (int k = draws.shape().extent(0); k > 0; k--) {
                each.add(draws.slice(0, k - 1, k));
            }
            return Tensor.concatenate(each, 0);
        }

        @Override
        public Optional<Tensor> entropy() {
            return around.entropy();
        }
    }

    private record Implicit(Posterior around) implements PosteriorAround {
        @Override
        public Optional<Tensor> entropy() {
            return around.entropy();
        }

        @Override
        public GradientKind gradient() {
            return GradientKind.IMPLICIT;
        }
    }

    /**
     * A q on categories.
     *
     * @param categories 2 or 3
     * @param draws with gradients of their own, or none
     */
    static SmallModel categorical(
            TensorRuntime runtime, KlRegistry kl, int categories, ToyCategorical.Draws draws) {
        OneHot space = new OneHot(1, categories);
        return of(
                kl,
                new ToyCategorical.Family(1, categories, draws),
                new UniformCategorical(runtime, space),
                runtime.vector(0.3, -0.4, 0.2).slice(0, 0, categories),
                runtime.vector(-1.0, 0.5, 1.2).slice(0, 0, categories),
                TabularModel.everyValue(runtime, space),
                1);
    }

    /**
     * A q on two variables of two or three categories, of which the decoder sees whether they are
     * equal: what is right of each alone may be wrong of both.
     */
    static SmallModel pairs(TensorRuntime runtime, KlRegistry kl, int categories) {
        OneHot space = new OneHot(2, categories);
        return of(
                kl,
                new ToyCategorical.Family(2, categories, ToyCategorical.Draws.DISCRETE),
                new UniformCategorical(runtime, space),
                runtime.vector(0.3, -0.4, 0.2, 0.6, -0.1, -0.5).slice(0, 0, 2 * categories),
                Tensor.concatenate(
                        List.of(
                                runtime.vector(-1.0, 0.5, 1.2).slice(0, 0, categories),
                                runtime.vector(0.7, -0.6, 0.1).slice(0, 0, categories),
                                runtime.vector(2.0, -1.5, 0.9).slice(0, 0, categories)),
                        0),
                TabularModel.everyValue(runtime, space),
                1);
    }

    /** A Normal q on the line, and a Normal prior whose mean is learned. */
    static SmallModel ofLearnedPrior(TensorRuntime runtime, KlRegistry kl) {
        double[] grid = new double[NODES];
        Arrays.setAll(grid, i -> 0.1 * (i - NODES / 2));
        Parameter mean = Parameter.learned("mean", runtime.vector(0.6));
        return of(
                kl,
                new ToyNormal.Family(1),
                new Moved(new StandardNormal(runtime, new Euclidean(1)), mean),
                runtime.vector(MEAN, -0.5),
                runtime.vector(1.5, 0.8),
                runtime.tensor(grid, Shape.of(NODES, 1)),
                0.1);
    }

    /** N(mean, 1). */
    record Moved(StandardNormal around, Parameter mean) implements Prior {

        @Override
        public LatentSpace space() {
            return around.space();
        }

        @Override
        public Tensor logProbability(Tensor z) {
            return around.logProbability(z.sub(mean.value()));
        }

        @Override
        public Tensor sample(RandomKey key, int n) {
            return around.sample(key, n).add(mean.value());
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(mean);
        }
    }

    /** A bit and a unit vector of categories, of which q sees the bit, and is far off. */
    static SmallModel ofBit(TensorRuntime runtime, KlRegistry kl, int categories) {
        OneHot space = new OneHot(1, categories);
        Tensor slope = runtime.vector(2.5, -1.5, -0.4).slice(0, 0, categories);
        return of(
                kl,
                new ToyCategorical.Family(1, categories, ToyCategorical.Draws.DISCRETE),
                new UniformCategorical(runtime, space),
                new Seeing(
                        Parameter.learned(
                                "head", runtime.vector(0.3, -0.4, 0.2).slice(0, 0, categories)),
                        Parameter.learned("slope", slope)),
                runtime.vector(-3.0, 1.0, 3.0).slice(0, 0, categories),
                new ToyCoins(),
                TabularModel.everyValue(runtime, space),
                1,
                List.of(0.0, 1.0));
    }

    /** A bit and a number on the line, of which q sees the bit, and is far off. */
    static SmallModel ofBit(TensorRuntime runtime, KlRegistry kl) {
        double[] grid = new double[NODES];
        Arrays.setAll(grid, i -> 0.1 * (i - NODES / 2));
        return of(
                kl,
                new ToyNormal.Family(1),
                new StandardNormal(runtime, new Euclidean(1)),
                new Seeing(
                        Parameter.learned("head", runtime.vector(1.2, -0.5)),
                        Parameter.learned("slope", runtime.vector(-1.0, 0.4))),
                runtime.vector(2.5, 1.5),
                new ToyCoins(),
                runtime.tensor(grid, Shape.of(NODES, 1)),
                0.1,
                List.of(0.0, 1.0));
    }

    /** A learned affine map of the bit. */
    private record Seeing(Parameter output, Parameter slope) implements Network {

        @Override
        public Tensor apply(Tensor x) {
            return x.mul(slope.value()).add(output.value());
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(output, slope);
        }
    }

    private static SmallModel of(
            KlRegistry kl,
            PosteriorFamily family,
            Prior prior,
            Tensor head,
            Tensor table,
            Tensor nodes,
            double weight) {
        return of(
                kl,
                family,
                prior,
                new ConstantNetwork(Parameter.learned("head", head)),
                table,
                new GivenLikelihood(),
                nodes,
                weight,
                List.of(0.0));
    }

    private static SmallModel of(
            KlRegistry kl,
            PosteriorFamily family,
            Prior prior,
            Network encoder,
            Tensor table,
            Likelihood likelihood,
            Tensor nodes,
            double weight,
            List<Double> values) {
        DeepGenerativeModel generative =
                new DeepGenerativeModel(
                        table.runtime(),
                        DataShape.flat(1),
                        Conditioning.NONE,
                        new DeepGenerativeModel.Root(Z, prior, family.networkInput()),
                        List.of(),
                        new DeepGenerativeModel.Output(
                                new Score(Parameter.learned("table", table)), likelihood));
        RecordedInference inference =
                RecordedInference.of(
                        new AmortizedInference(new AmortizedInference.Encoder(Z, encoder, family)));
        return new SmallModel(
                new LatentVariableModel(generative, inference, kl),
                inference,
                family.space(),
                nodes,
                weight,
                values);
    }

    LatentVariableModel model() {
        return model;
    }

    LatentSpace space() {
        return space;
    }

    /** Returns a batch with all values of a datum in turn. */
    Batch data(int copies) {
        double[] x = new double[copies];
        Arrays.setAll(x, i -> values.get(i % values.size()));
        return Batch.of(model.runtime().tensor(x, Shape.of(copies, 1)));
    }

    private Batch copies(double value, int n) {
        return Batch.of(model.runtime().full(value, Shape.of(n, 1)));
    }

    /** Returns a mean over the values of a datum. */
    private Tensor mean(DoubleFunction<Tensor> ofValue) {
        return values.stream()
                .map(ofValue::apply)
                .reduce(Tensor::add)
                .orElseThrow()
                .div(values.size());
    }

    /**
     * Returns the expectation of a function of the logarithms of K importance weights, over K
     * independent draws from q, as a function that a tape can differentiate.
     *
     * @param bound from log w_k, [K, ...], to [...]
     * @param klWeight the power of {@code p(z) / q(z given x)} in the weights
     * @throws IllegalArgumentException if the sum has too many terms
     */
    Tensor expected(UnaryOperator<Tensor> bound, int draws, double klWeight) {
        return mean(
                x -> {
                    HeldDraws tuples = tuples(x, draws, klWeight);
                    return probabilities(tuples).mul(bound.apply(tuples.logWeights())).sum();
                });
    }

    /**
     * Returns the expectation of a bound of K draws: a sum, or the mean over many sets of K draws
     * where the sum has too many terms.
     */
    Integral expectedBound(UnaryOperator<Tensor> bound, int draws, RandomKey key) {
        if (isSummed(draws)) {
            return new Integral(expected(bound, draws, 1).readScalar(), 0);
        }
        double[] bounds = new double[REPETITIONS * SETS];
        double[][] controls = new double[TERMS][bounds.length];
        for (int r = 0; r < REPETITIONS; r++) {
            try (TensorScope scope = model.runtime().scope()) {
                List<Tensor> terms = terms(q(data(SETS)).draw(key.fold(r), draws).z());
                Tensor of = bound.apply(terms.get(0).add(terms.get(1)).sub(terms.get(2)));
                System.arraycopy(of.readDoubles(), 0, bounds, r * SETS, SETS);
                for (int t = 0; t < TERMS; t++) {
                    double[] means = terms.get(t).mean(0).readDoubles();
                    System.arraycopy(means, 0, controls[t], r * SETS, SETS);
                }
            }
        }
        ControlVariates variates = new ControlVariates();
        for (int t = 0; t < TERMS; t++) {
            variates.add(controls[t], expectedTerm(t));
        }
        Moments rest = Moments.of(variates.rest(bounds), 1);
        return new Integral(rest.mean(0), rest.deviation(0) / Math.sqrt(bounds.length));
    }

    /** Returns whether a sum over all K-tuples is short enough. */
    boolean isSummed(int draws) {
        return Math.pow(nodes.shape().extent(0), draws) <= LARGEST_SUM;
    }

    private Posterior q(Batch datum) {
        return inference
                .inference()
                .infer(generative(), datum, RandomKey.of(0), EVALUATION)
                .first();
    }

    /**
     * Returns the expectation of a function of K independent draws from q, over held draws: a tape
     * differentiates the function alone.
     *
     * @param function from K draws to [...]
     * @param klWeight the power of {@code p(z) / q(z given x)} in the weights
     * @throws IllegalArgumentException if the sum has too many terms
     */
    Tensor expectedOfHeld(Function<HeldDraws, Tensor> function, int draws, double klWeight) {
        return mean(
                x -> {
                    HeldDraws tuples = tuples(x, draws, klWeight);
                    return probabilities(tuples).stopGradient().mul(function.apply(tuples)).sum();
                });
    }

    /** Returns the probability of each tuple, [N^K]. */
    private Tensor probabilities(HeldDraws tuples) {
        return tuples.logQ().add(Math.log(weight)).sum(0).exp();
    }

    /** Returns all K-tuples of nodes, for a value of the datum. */
    private HeldDraws tuples(double x, int draws, double klWeight) {
        int n = nodes.shape().extent(0);
        if (!isSummed(draws)) {
            throw new IllegalArgumentException(
                    "the bound of "
                            + draws
                            + " draws is a sum of "
                            + n
                            + "^"
                            + draws
                            + " terms; state settings with fewer draws");
        }
        List<Tensor> terms =
                terms(nodes.expandDims(1), copies(x, 1)).stream()
                        .map(term -> term.reshape(n))
                        .toList();
        Tensor logPrior = terms.get(1);
        Tensor logQ = terms.get(2);
        Tensor logWeight = terms.get(0).add(logPrior.sub(logQ).mul(klWeight));
        Tensor logDream = logPrior.sub(logQ);
        if (values.size() > 1) {
            logDream = logDream.add(terms.get(0)).add(Math.log(values.size()));
        }
        return new HeldDraws(
                tuples(logWeight, draws),
                tuples(logQ, draws),
                tuples(logPrior, draws),
                tuples(logDream, draws));
    }

    /**
     * Returns log p(x given z), log p(z) and log q(z) of values, [K, B] each.
     *
     * @param z [K, B, ...]
     */
    List<Tensor> terms(Tensor z) {
        return terms(z, data(z.shape().extent(1)));
    }

    private List<Tensor> terms(Tensor z, Batch datum) {
        Tensor logQ = q(datum).logProbability(z);
        Tensor logPrior = generative().prior(Z, Latents.NONE, datum.given()).logProbability(z);
        Tensor logLikelihood =
                generative().output(Latents.of(Z, z), datum.given()).logProbability(datum.x());
        return List.of(logLikelihood, logPrior, logQ);
    }

    /** Returns the expectation under q of one of {@link #terms}. */
    double expectedTerm(int term) {
        Tensor values = terms(nodes.expandDims(1)).get(term).reshape(nodes.shape().extent(0));
        return probabilities(tuples(0, 1, 1)).mul(values).sum().readScalar();
    }

    /** Returns the values drawn from q since the last call, [K, B, ...] each. */
    List<Tensor> drawn() {
        return inference.take().stream().map(draw -> draw.of(Z).draw().z()).toList();
    }

    private GenerativeModel generative() {
        return model.generative();
    }

    /**
     * Returns the values of all K-tuples.
     *
     * @param values [N]
     * @return [K, N^K]
     */
    private static Tensor tuples(Tensor values, int draws) {
        int n = values.shape().size();
        Tensor tuples = values.expandDims(0);
        for (int k = 1; k < draws; k++) {
            Shape grown = tuples.shape().append(n);
            int count = grown.extent(1) * n;
            Tensor before = tuples.expandDims(-1).broadcastTo(grown).reshape(k, count);
            Tensor next = values.broadcastTo(grown.from(1)).reshape(1, count);
            tuples = Tensor.concatenate(List.of(before, next), 0);
        }
        return tuples;
    }

    /** A learned combination of the coordinates, of a number and its sine. */
    private record Score(Parameter table) implements Network {

        @Override
        public Tensor apply(Tensor z) {
            int width = z.shape().extent(-1);
            Tensor features = z;
            if (width == 1) {
                features = Tensor.concatenate(List.of(z.sin(), z), -1);
            } else if (table.value().shape().size() > width) {
                Tensor both = z.slice(-1, 0, width / 2).mul(z.slice(-1, width / 2, width));
                features = Tensor.concatenate(List.of(z, both), -1);
            }
            return features.mul(table.value()).sum(-1).expandDims(-1);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(table);
        }
    }
}
