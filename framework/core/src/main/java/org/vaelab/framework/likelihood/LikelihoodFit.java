// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.Optional;
import java.util.stream.Collectors;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.tensor.Shape;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorRuntime;
import org.vaelab.framework.tensor.TensorScope;

/** Whether a likelihood fits data, in words that follow its name. */
public final class LikelihoodFit {

    private LikelihoodFit() {}

    /** Returns which data the likelihood is for; empty if it has a density of values of a domain. */
    public static Optional<String> outside(Likelihood density, ValueDomain domain) {
        if (density.domains().contains(domain)) {
            return Optional.empty();
        }
        return Optional.of(
                "has no density for data of domain '%s', only for %s"
                        .formatted(
                                domain.label(),
                                density.domains().stream()
                                        .map(ValueDomain::label)
                                        .sorted()
                                        .collect(Collectors.joining(", "))));
    }

    /** Returns why the likelihood is not for data with missing values; empty if it is. */
    public static Optional<String> ofWholeExamples(
            Likelihood density, TensorRuntime runtime, DataShape shape) {
        try (TensorScope scope = runtime.scope()) {
            Tensor head = runtime.zeros(Shape.of(1, density.head(shape).width()));
            Tensor x = runtime.zeros(Shape.of(1, shape.size()));
            return density.of(head).byValue(x).isPresent()
                    ? Optional.empty()
                    : Optional.of(
                            "cannot leave out missing values, because it has no density of a single"
                                    + " value; choose another");
        }
    }
}
