// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.network;

import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/** Distributions of initial weights, by the number of inputs n and of outputs m of a unit. */
public enum Initializer {
    /** Uniform on +-1/sqrt(n), for weights and biases: what PyTorch's dense layer does. */
    FAN_IN {
        @Override
        public double bound(int inputs, int outputs) {
            return 1 / Math.sqrt(inputs);
        }

        @Override
        public double biasBound(int inputs) {
            return 1 / Math.sqrt(inputs);
        }
    },
    /** Uniform on +-sqrt(6 / (n + m)), biases 0 (Glorot and Bengio 2010, equation 16). */
    GLOROT {
        @Override
        public double bound(int inputs, int outputs) {
            return Math.sqrt(6.0 / (inputs + outputs));
        }
    },
    /** Uniform with variance 2/n, biases 0 (He et al. 2015, equation 10). */
    HE {
        @Override
        public double bound(int inputs, int outputs) {
            return Math.sqrt(6.0 / inputs);
        }
    };

    /**
     * Returns the largest absolute value of a weight.
     *
     * @param inputs numbers that a unit of the output sees, at least 1
     * @param outputs numbers that one of the input reaches, at least 1
     */
    public abstract double bound(int inputs, int outputs);

    /** Returns the largest absolute value of a bias, for a unit that sees that many inputs. */
    public double biasBound(int inputs) {
        return 0;
    }

    public Tensor weights(
            TensorRuntime runtime, RandomKey key, Shape shape, int inputs, int outputs) {
        double bound = bound(inputs, outputs);
        return runtime.uniform(key, shape).mul(2 * bound).sub(bound);
    }

    public Tensor biases(TensorRuntime runtime, RandomKey key, int outputs, int inputs) {
        double bound = biasBound(inputs);
        return runtime.uniform(key, Shape.of(outputs)).mul(2 * bound).sub(bound);
    }
}
