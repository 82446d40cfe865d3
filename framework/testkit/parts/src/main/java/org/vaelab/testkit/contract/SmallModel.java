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
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.Posterior;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
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

    private final LatentVariableModel model;
    private final LatentSpace space;
    private final Tensor nodes;
    private final double weight;

    private SmallModel(LatentVariableModel model, LatentSpace space, Tensor nodes, double weight) {
        this.model = model;
        this.space = space;
        this.nodes = nodes;
        this.weight = weight;
    }

    /** A Normal q on the line. */
    static SmallModel normal(TensorRuntime runtime, KlRegistry kl) {
        Euclidean line = new Euclidean(1);
        int n = 241;
        double step = 0.1;
        double[] grid = new double[n];
        for (int i = 0; i < n; i++) {
            grid[i] = (i - n / 2) * step;
        }
        return of(
                kl,
                new ToyNormal.Family(1),
                new StandardNormal(runtime, line),
                runtime.vector(0.4, -0.5),
                runtime.vector(1.5, 0.8),
                runtime.tensor(grid, Shape.of(n, 1)),
                step);
    }

    /**
     * A q on categories, drawn discretely.
     *
     * @param categories 2 or 3
     */
    static SmallModel categorical(TensorRuntime runtime, KlRegistry kl, int categories) {
        OneHot space = new OneHot(1, categories);
        return of(
                kl,
                new ToyCategorical.Family(1, categories, ToyCategorical.Draws.DISCRETE),
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
        AmortizedInference inference =
                new AmortizedInference(new AmortizedInference.Encoder(Z, encoder, family));
        return new SmallModel(
                new LatentVariableModel(generative, inference, kl), family.space(), nodes, weight);
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
     * Returns the expectation of a function of the logarithms of K importance weights, over K independent
     * draws from q, as a function that a tape can differentiate.
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
        Tensor z = nodes.expandDims(1);
        Batch datum = data(1);
        Posterior q = model.infer(datum, RandomKey.of(0), Phase.evaluation()).first();
        Tensor logQ = q.logProbability(z).reshape(n);
        Tensor logPrior =
                model.generative()
                        .prior(Z, Latents.NONE, datum.given())
                        .logProbability(z)
                        .reshape(n);
        Tensor logLikelihood =
                model.generative()
                        .output(Latents.of(Z, z), datum.given())
                        .logProbability(datum.x());
        Tensor logWeight = logLikelihood.reshape(n).add(logPrior.sub(logQ).mul(klWeight));
        return new HeldDraws(
                tuples(logWeight, draws), tuples(logQ, draws), tuples(logPrior, draws));
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
