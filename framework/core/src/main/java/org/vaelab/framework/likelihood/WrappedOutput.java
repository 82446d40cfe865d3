// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/** A distribution that changes the densities of another one, and nothing else. */
interface WrappedOutput extends OutputDistribution {

    /** Returns the distribution whose densities are changed. */
    OutputDistribution wrapped();

    @Override
    default Optional<Tensor> placeProbabilities(int value) {
        return wrapped().placeProbabilities(value);
    }

    @Override
    default Optional<Tensor> mean() {
        return wrapped().mean();
    }

    @Override
    default Optional<Tensor> deviations() {
        return wrapped().deviations();
    }

    @Override
    default Optional<Tensor> prediction() {
        return wrapped().prediction();
    }

    @Override
    default Tensor sample(RandomKey key) {
        return wrapped().sample(key);
    }

    @Override
    default Map<String, Tensor> numbers() {
        return wrapped().numbers();
    }

    @Override
    default Map<String, Tensor> numbersOf(Tensor offset, Tensor scale) {
        return wrapped().numbersOf(offset, scale);
    }

    @Override
    default String howToDraw() {
        return wrapped().howToDraw();
    }
}
