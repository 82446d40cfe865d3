// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.contract;

import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.component.Schedule;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.plugin.Plugins;
import org.vaelab.framework.posterior.CategoricalDraw;
import org.vaelab.framework.posterior.CategoricalFamily;
import org.vaelab.framework.posterior.DiagonalNormalFamily;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.prior.Prior;
import org.vaelab.framework.prior.StandardNormal;
import org.vaelab.framework.prior.UniformCategorical;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.testkit.model.ConstantNetwork;
import org.vaelab.testkit.model.GivenLikelihood;

/**
 * A model so small that the expectation of a bound of K draws is a sum over all K-tuples of nodes:
 * one q for all data, whose head is a learned parameter, and a decoder that gives log p(x given z)
 * itself, {@code t_1 sin z + t_2 z} of a number z or {@code t . z} of a unit vector, with learned t.
 */
final class SmallModel {

    private static final int LARGEST_SUM = 200_000;

    private final LatentVariableModel model;
    private final Tensor nodes;
    private final double weight;

    private SmallModel(LatentVariableModel model, Tensor nodes, double weight) {
        this.model = model;
        this.nodes = nodes;
        this.weight = weight;
    }

    /** A Normal q on the line. */
    static SmallModel normal(TensorRuntime runtime, Plugins plugins) {
        Euclidean line = new Euclidean(1);
        int n = 241;
        double step = 0.1;
        double[] grid = new double[n];
        for (int i = 0; i < n; i++) {
            grid[i] = (i - n / 2) * step;
        }
        return of(
                plugins,
                new DiagonalNormalFamily(line),
                new StandardNormal(runtime, line),
                runtime.vector(0.4, -0.5),
                runtime.vector(1.5, 0.8),
                runtime.tensor(grid, Shape.of(n, 1)),
                step);
    }

    /** A q on three categories, drawn discretely. */
    static SmallModel categorical(TensorRuntime runtime, Plugins plugins) {
        OneHot space = new OneHot(1, 3);
        Schedule temperature = Schedule.constant(0.7);
        return of(
                plugins,
                new CategoricalFamily(space, temperature, CategoricalDraw.DISCRETE),
                new UniformCategorical(runtime, space),
                runtime.vector(0.3, -0.4, 0.2),
                runtime.vector(-1.0, 0.5, 1.2),
                runtime.tensor(new double[] {1, 0, 0, 0, 1, 0, 0, 0, 1}, Shape.of(3, 1, 3)),
                1);
    }

    private static SmallModel of(
            Plugins plugins,
            PosteriorFamily family,
            Prior prior,
            Tensor head,
            Tensor table,
            Tensor nodes,
            double weight) {
        LatentVariableModel model =
                new LatentVariableModel(
                        head.runtime(),
                        DataShape.flat(1),
                        new ConstantNetwork(Parameter.learned("head", head)),
                        family,
                        prior,
                        new Score(Parameter.learned("table", table)),
                        new GivenLikelihood(),
                        plugins.divergence(family, prior));
        return new SmallModel(model, nodes, weight);
    }

    LatentVariableModel model() {
        return model;
    }

    /** Returns as many copies of the one datum. */
    Tensor data(int copies) {
        return model.runtime().zeros(Shape.of(copies, 1));
    }

    /**
     * Returns {@code E[log 1/K sum_k w_k]} over K independent draws from q, as a function that a tape
     * can differentiate.
     *
     * @throws IllegalArgumentException if the sum has too many terms
     */
    Tensor bound(int draws) {
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
        Tensor logQ = model.encode(data(1), Phase.evaluation()).logProbability(z).reshape(n);
        Tensor logP = model.decode(z).logProbability(data(1)).add(model.prior().logProbability(z));
        Tensor logWeight = logP.reshape(n).sub(logQ);
        Tensor sums = logWeight;
        Tensor probability = logQ.exp().mul(weight);
        Tensor probabilities = probability;
        for (int k = 1; k < draws; k++) {
            Shape pairs = Shape.of(sums.shape().extent(0), n);
            Tensor left = sums.expandDims(1).broadcastTo(pairs);
            Tensor right = logWeight.expandDims(0).broadcastTo(pairs);
            sums = Tensor.stack(List.of(left, right), 0).logSumExp(0).reshape(pairs.size());
            probabilities =
                    probabilities
                            .expandDims(1)
                            .mul(probability.expandDims(0))
                            .reshape(pairs.size());
        }
        return probabilities.mul(sums.sub(Math.log(draws))).sum();
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
