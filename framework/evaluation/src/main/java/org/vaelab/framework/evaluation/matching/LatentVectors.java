// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.evaluation.matching;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.vaelab.framework.latent.Euclidean;
import org.vaelab.framework.model.LatentVariable;
import org.vaelab.framework.model.Latents;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.shape.Shape;

/**
 * The values of all latent variables of an example as one vector of R^D, the variables side by
 * side.
 *
 * @param variables all of them live in R^d
 */
record LatentVectors(List<LatentVariable> variables) {

    /** Returns why values of some variables are not vectors; empty if all are. */
    static Optional<String> obstacle(List<LatentVariable> variables) {
        return variables.stream()
                .filter(variable -> !(variable.space() instanceof Euclidean))
                .findFirst()
                .map(
                        variable ->
                                "moment matching maps R^d linearly; the latent variable '%s' lives in %s"
                                        .formatted(variable.name(), variable.space()));
    }

    /** Returns D. */
    int width() {
        return variables.stream().mapToInt(LatentVectors::width).sum();
    }

    private static int width(LatentVariable variable) {
        return variable.space().eventShape().size();
    }

    /**
     * Copies draws into the vectors of each example.
     *
     * @param draws [K, B, d] of each variable
     * @param first the number of the first draw among those of the vectors
     * @param vectors of each of the B examples, one draw after the other
     */
    void read(Latents draws, int first, double[][] vectors) {
        int at = 0;
        for (LatentVariable variable : variables) {
            int width = width(variable);
            double[] values = draws.z(variable.name()).readDoubles();
            for (int row = 0; row < values.length / width; row++) {
                int example = row % vectors.length;
                int draw = first + row / vectors.length;
                System.arraycopy(values, row * width, vectors[example], draw * width() + at, width);
            }
            at += width;
        }
    }

    /**
     * Returns draws {@code from} to {@code to - 1} of the vectors of each example, [to - from, B,
     * d] of each variable.
     */
    Latents latents(TensorRuntime runtime, double[][] vectors, int from, int to) {
        int batch = vectors.length;
        Map<String, Tensor> byName = new LinkedHashMap<>();
        int at = 0;
        for (LatentVariable variable : variables) {
            int width = width(variable);
            double[] values = new double[(to - from) * batch * width];
            for (int row = 0; row < (to - from) * batch; row++) {
                int place = (from + row / batch) * width() + at;
                System.arraycopy(vectors[row % batch], place, values, row * width, width);
            }
            byName.put(variable.name(), runtime.tensor(values, Shape.of(to - from, batch, width)));
            at += width;
        }
        return Latents.of(byName);
    }
}
