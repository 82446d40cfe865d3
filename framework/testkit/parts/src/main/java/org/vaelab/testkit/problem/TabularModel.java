// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.problem;

import java.util.Arrays;
import java.util.List;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.latent.OneHot;
import org.vaelab.framework.latent.Prior;
import org.vaelab.framework.model.KlRegistry;
import org.vaelab.framework.model.LatentVariableModel;
import org.vaelab.framework.network.Network;
import org.vaelab.framework.posterior.PosteriorFamily;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;
import org.vaelab.testkit.model.ConstantNetwork;
import org.vaelab.testkit.model.GivenLikelihood;

/**
 * log p(x given z) of all k^n values z in a table, one q for all x: every expectation is a finite
 * sum. The logits of q are a learned parameter. The first variable varies fastest in the table:
 * value z has the index sum_i z_i k^i.
 */
public final class TabularModel {

    private final TensorRuntime runtime;
    private final LatentVariableModel model;
    private final Parameter head;

    /**
     * Creates the model.
     *
     * @param logits of q, [n k]
     * @param table log p(x given z) of each value, [k^n]
     */
    public TabularModel(
            TensorRuntime runtime,
            PosteriorFamily family,
            Prior prior,
            double[] logits,
            double[] table,
            KlRegistry kl) {
        this.runtime = runtime;
        OneHot space = (OneHot) family.space();
        Parameter values;
        try (TensorScope scope = runtime.scope()) {
            head = Parameter.learned("head", runtime.vector(logits));
            values = Parameter.learned("table", runtime.tensor(table, Shape.of(table.length, 1)));
        }
        model =
                OneLatent.model(
                        runtime,
                        DataShape.flat(1),
                        new ConstantNetwork(head),
                        family,
                        prior,
                        new Lookup(space, values),
                        new GivenLikelihood(),
                        kl);
    }

    public LatentVariableModel model() {
        return model;
    }

    public Parameter head() {
        return head;
    }

    /** Returns the one datum, as often as asked for: independent draws of one expectation. */
    public Tensor batch(int copies) {
        return runtime.zeros(Shape.of(copies, 1));
    }

    /** Returns all values of a space, [k^n, n, k], the first variable varying fastest. */
    public static Tensor everyValue(TensorRuntime runtime, OneHot space) {
        int n = space.variables();
        int k = space.categories();
        int count = (int) Math.round(Math.pow(k, n));
        double[] values = new double[count * n * k];
        for (int v = 0; v < count; v++) {
            int rest = v;
            for (int i = 0; i < n; i++) {
                values[(v * n + i) * k + rest % k] = 1;
                rest /= k;
            }
        }
        return runtime.tensor(values, Shape.of(count, n, k));
    }

    /** Returns the evidence lower bound of each row by enumeration of {@code everyValue}. */
    public static double[] exactElbo(LatentVariableModel model, Tensor x) {
        return enumerate(model, x)[0];
    }

    /** Returns log p(x) of each row by enumeration. */
    public static double[] exactLogLikelihood(LatentVariableModel model, Tensor x) {
        return enumerate(model, x)[1];
    }

    /**
     * Returns log p(x, z) of each row at the one value z that q gives all its mass, found by
     * search.
     */
    public static double[] exactLogJointAtTheMode(LatentVariableModel model, Tensor x) {
        TensorRuntime runtime = model.runtime();
        OneLatent parts = new OneLatent(model);
        try (TensorScope scope = runtime.scope()) {
            Tensor every = everyValue(runtime, (OneHot) parts.family().space());
            int count = every.shape().extent(0);
            int rows = x.shape().extent(0);
            Shape shape = every.shape().from(1).prepend(rows).prepend(count);
            Tensor z = every.expandDims(1).broadcastTo(shape);
            double[] logQ = parts.encode(x, Phase.evaluation()).logProbability(z).readDoubles();
            double[] logJoint =
                    parts.decode(z)
                            .logProbability(x)
                            .add(parts.prior().logProbability(z))
                            .readDoubles();
            double[] atMode = new double[rows];
            Arrays.fill(atMode, Double.NaN);
            for (int i = 0; i < logQ.length; i++) {
                if (logQ[i] == 0) {
                    atMode[i % rows] = logJoint[i];
                }
            }
            return atMode;
        }
    }

    private static double[][] enumerate(LatentVariableModel model, Tensor x) {
        TensorRuntime runtime = model.runtime();
        OneLatent parts = new OneLatent(model);
        try (TensorScope scope = runtime.scope()) {
            Tensor every = everyValue(runtime, (OneHot) parts.family().space());
            int rows = x.shape().extent(0);
            Shape shape = every.shape().from(1).prepend(rows).prepend(every.shape().extent(0));
            Tensor z = every.expandDims(1).broadcastTo(shape);
            Tensor logQ = parts.encode(x, Phase.evaluation()).logProbability(z);
            Tensor logJoint =
                    parts.decode(z).logProbability(x).add(parts.prior().logProbability(z));
            return new double[][] {
                logQ.exp().mul(logJoint.sub(logQ)).sum(0).readDoubles(),
                logJoint.logSumExp(0).readDoubles()
            };
        }
    }

    /** The table's entry at a value, or its multilinear interpolation in the simplices. */
    private record Lookup(OneHot space, Parameter table) implements Network {

        @Override
        public Tensor apply(Tensor embedded) {
            int k = space.categories();
            Tensor joint = embedded.slice(-1, 0, k);
            for (int i = 1; i < space.variables(); i++) {
                Tensor next = embedded.slice(-1, i * k, (i + 1) * k).expandDims(-1);
                Tensor product = next.mul(joint.expandDims(-2));
                Shape outer = product.shape().range(0, -2);
                joint = product.reshape(outer.append(product.shape().from(-2).size()));
            }
            return joint.expandDims(-2).mul(table.value().transpose()).sum(-1);
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(table);
        }
    }
}
