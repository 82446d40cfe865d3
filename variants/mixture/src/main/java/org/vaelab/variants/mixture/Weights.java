// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.mixture;

import java.util.List;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.DType;
import org.vaelab.framework.tensor.shape.Shape;

/** The weights pi of K components, [K] in the precision of the run. */
interface Weights extends Component {

    /** Returns log p(z = k) of the evaluated model. */
    Tensor logarithms();

    /**
     * Returns E log pi_k under the distribution of the weights; by default log pi_k, of a point.
     */
    default Tensor expectedLogarithms() {
        return logarithms();
    }

    /**
     * Sets the weights to the optimum for mean responsibilities.
     *
     * @param share N_k / N, [K], float64
     */
    void maximize(Tensor share);

    /**
     * Returns the term of the weights in the objective, in nats for all data together; by default
     * 0, of weights without a prior.
     */
    default double parameterBound() {
        return 0;
    }

    /** Weights of maximum likelihood, {@code pi_k = N_k / N}; one may become 0. */
    final class PointWeights implements Weights {

        private final Parameter logWeights;

        PointWeights(TensorRuntime runtime, int components) {
            try (TensorScope scope = runtime.scope()) {
                Tensor equal = runtime.full(-Math.log(components), Shape.of(components));
                this.logWeights = Parameter.state("weights.logarithm", equal);
            }
        }

        @Override
        public Tensor logarithms() {
            return ExactZeros.read(logWeights.value());
        }

        @Override
        public void maximize(Tensor share) {
            // Normalises, because rounding of the sum would change the likelihood.
            Tensor normalized = share.div(share.sum());
            logWeights.assign(ExactZeros.kept(normalized.log()).cast(logWeights.value().dtype()));
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(logWeights);
        }
    }

    /**
     * Weights with the distribution q(pi) = Dirichlet(alpha_1, ..., alpha_K) under the prior
     * Dirichlet(alpha_0, ..., alpha_0) (Bishop 2006, equations 10.57, 10.58, 10.66).
     *
     * <pre>
     *   alpha_k = alpha_0 + N_k,   E log pi_k = psi(alpha_k) - psi(sum alpha),   E pi_k = alpha_k / sum alpha
     * </pre>
     */
    final class DirichletWeights implements Weights {

        private final double concentration;
        private final double trainingSize;
        private final Parameter alpha;

        DirichletWeights(
                TensorRuntime runtime, int components, double concentration, int trainingSize) {
            this.concentration = concentration;
            this.trainingSize = trainingSize;
            try (TensorScope scope = runtime.scope()) {
                Tensor start =
                        runtime.full(concentration, Shape.of(components)).cast(DType.FLOAT64);
                this.alpha = Parameter.state("weights.concentration", start);
            }
        }

        private Tensor narrowed(Tensor wide) {
            return wide.cast(wide.runtime().dtype());
        }

        @Override
        public Tensor logarithms() {
            Tensor counts = alpha.value();
            return narrowed(counts.log().sub(counts.sum().log()));
        }

        @Override
        public Tensor expectedLogarithms() {
            return narrowed(expected());
        }

        private Tensor expected() {
            Tensor counts = alpha.value();
            return counts.digamma().sub(counts.sum().digamma());
        }

        @Override
        public void maximize(Tensor share) {
            alpha.assign(share.mul(trainingSize).add(concentration));
        }

        /** Returns -KL(q(pi) || p(pi)). */
        @Override
        public double parameterBound() {
            try (TensorScope scope = alpha.value().runtime().scope()) {
                Tensor counts = alpha.value();
                Tensor prior = counts.mul(0).add(concentration);
                Tensor means = counts.sub(concentration).mul(expected()).sum();
                return logNormalizer(prior).sub(logNormalizer(counts)).sub(means).readScalar();
            }
        }

        /** log Gamma(sum alpha) - sum_k log Gamma(alpha_k). */
        private static Tensor logNormalizer(Tensor counts) {
            return counts.sum().lgamma().sub(counts.lgamma().sum());
        }

        @Override
        public List<Parameter> parameters() {
            return List.of(alpha);
        }
    }
}
