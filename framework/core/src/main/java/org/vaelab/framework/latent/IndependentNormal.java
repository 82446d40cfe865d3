// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.tensor.Tensor;

/**
 * A distribution on {@link Euclidean} whose coordinates are independent Normals. By its parameters
 * others find divergences from it.
 */
public interface IndependentNormal extends Distribution {

    /** Returns the means, [D]; of a distribution for each of R rows [R, D]. */
    Tensor mean();

    /** Returns the logarithms of the variances, of the shape of the means. */
    Tensor logVariance();

    @Override
    default Optional<Tensor> symmetricAbout() {
        return Optional.of(mean());
    }

    @Override
    default Map<String, Tensor> numbers() {
        Map<String, Tensor> numbers = new LinkedHashMap<>();
        numbers.put("mean", mean());
        numbers.put("logVariance", logVariance());
        return numbers;
    }

    @Override
    default String howToDraw() {
        return "independent Normals, `mean + exp(logVariance / 2) * noise` with standard Normal"
                + " noise";
    }
}
