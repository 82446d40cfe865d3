// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
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
import org.vaelab.framework.model.AmortizedInference;
import org.vaelab.framework.model.Batch;
import org.vaelab.framework.model.Condition;
import org.vaelab.framework.model.DeepGenerativeModel;
import org.vaelab.framework.model.GenerativeModel;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.family.ToyCategorical;
import org.vaelab.testkit.family.ToyNormal;
import org.vaelab.testkit.model.ConstantNetwork;
import org.vaelab.testkit.model.GivenLikelihood;
import org.vaelab.testkit.problem.TabularModel;

/**
 * A model so small that the expectation of a bound of K draws is a sum over all K-tuples of nodes.
 * All data share one q, whose head is a learned parameter. The decoder returns log p(x given z)
 * itself: {@code t_1 sin z + t_2 z} for a number z, or {@code t . z} for a unit vector, with
 * learned t.
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

    private final LatentVariableModel model;
    private final RecordedInference inference;
    private final LatentSpace space;
    private final Tensor nodes;
    private final double weight;

    private SmallModel(
            LatentVariableModel model,
            RecordedInference inference,
            LatentSpace space,
            Tensor nodes,
            double weight) {
        this.model = model;
        this.inference = inference;
        this.space = space;
        this.nodes = nodes;
        this.weight = weight;
    }

    /** A Normal q on the line, of which up to two draws are integrated over. */
    static SmallModel normal(TensorRuntime runtime, KlRegistry kl) {
        return normal(runtime, kl, 2);
    }

    /**
     * A Normal q on the line.
     *
     * @param draws over which expectations are integrated, at most 3. The trapezoidal rule ends
     *     seven deviations of q from its mean at least
     */
    static SmallModel normal(TensorRuntime runtime, KlRegistry kl, int draws) {
        Euclidean line = new Euclidean(1);
        int n = draws > 2 ? NODES_OF_THREE : NODES;
        double step = draws > 2 ? 0.155 : 0.1;
        double centre = draws > 2 ? MEAN : 0;
        double[] grid = new double[n];
        for (int i = 0; i < n; i++) {
            grid[i] = centre + (i - n / 2) * step;
        }
        return of(
                kl,
                new ToyNormal.Family(1),
                new StandardNormal(runtime, line),
                runtime.vector(MEAN, -0.5),
                runtime.vector(1.5, 0.8),
                runtime.tensor(grid, Shape.of(n, 1)),
                step);
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

    private static SmallModel of(
            KlRegistry kl,
            PosteriorFamily family,
            Prior prior,
            Tensor head,
            Tensor table,
            Tensor nodes,
            double weight) {
        DeepGenerativeModel generative =
                new DeepGenerativeModel(
                        head.runtime(),
                        DataShape.flat(1),
                        Condition.NONE,
                        new DeepGenerativeModel.Root(Z, prior, family.networkInput()),
                        List.of(),
                        new DeepGenerativeModel.Output(
                                new Score(Parameter.learned("table", table)),
                                new GivenLikelihood()));
        ConstantNetwork encoder = new ConstantNetwork(Parameter.learned("head", head));
        RecordedInference inference =
                RecordedInference.of(
                        new AmortizedInference(new AmortizedInference.Encoder(Z, encoder, family)));
        return new SmallModel(
                new LatentVariableModel(generative, inference, kl),
                inference,
                family.space(),
                nodes,
                weight);
    }

    LatentVariableModel model() {
        return model;
    }

    LatentSpace space() {
        return space;
    }

    Batch data(int copies) {
        return Batch.of(model.runtime().zeros(Shape.of(copies, 1)));
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
        HeldDraws tuples = tuples(draws, klWeight);
        return probabilities(tuples).mul(bound.apply(tuples.logWeights())).sum();
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
        HeldDraws tuples = tuples(draws, klWeight);
        return probabilities(tuples).stopGradient().mul(function.apply(tuples)).sum();
    }

    /** Returns the probability of each tuple, [N^K]. */
    private Tensor probabilities(HeldDraws tuples) {
        return tuples.logQ().add(Math.log(weight)).sum(0).exp();
    }

    /** Returns all K-tuples of nodes. */
    private HeldDraws tuples(int draws, double klWeight) {
        int n = nodes.shape().extent(0);
        if (Math.pow(n, draws) > LARGEST_SUM) {
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
                terms(nodes.expandDims(1)).stream().map(term -> term.reshape(n)).toList();
        Tensor logPrior = terms.get(1);
        Tensor logQ = terms.get(2);
        Tensor logWeight = terms.get(0).add(logPrior.sub(logQ).mul(klWeight));
        return new HeldDraws(
                tuples(logWeight, draws), tuples(logQ, draws), tuples(logPrior, draws));
    }

    /**
     * Returns log p(x given z), log p(z) and log q(z) of values, [K, B] each.
     *
     * @param z [K, B, ...]
     */
    List<Tensor> terms(Tensor z) {
        Batch datum = data(z.shape().extent(1));
        Posterior q =
                inference
                        .inference()
                        .infer(generative(), datum, RandomKey.of(0), EVALUATION)
                        .first();
        Tensor logQ = q.logProbability(z);
        Tensor logPrior = generative().prior(Z, Latents.NONE, datum.given()).logProbability(z);
        Tensor logLikelihood =
                generative().output(Latents.of(Z, z), datum.given()).logProbability(datum.x());
        return List.of(logLikelihood, logPrior, logQ);
    }

    /** Returns the expectation under q of one of {@link #terms}. */
    double expectedTerm(int term) {
        Tensor values = terms(nodes.expandDims(1)).get(term).reshape(nodes.shape().extent(0));
        return probabilities(tuples(1, 1)).mul(values).sum().readScalar();
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
            Tensor features =
                    z.shape().extent(-1) == 1 ? Tensor.concatenate(List.of(z.sin(), z), -1) : z;
            return features.mul(table.value()).sum(-1).expandDims(-1);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(table);
        }
    }
}
