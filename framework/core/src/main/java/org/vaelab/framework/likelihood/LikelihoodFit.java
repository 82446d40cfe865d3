// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.vaelab.framework.component.PartContext;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.tensor.Tensor;
import org.vaelab.framework.tensor.TensorScope;
import org.vaelab.framework.tensor.shape.Shape;

/** Makes a likelihood fit the data of a model, or of one modality. */
public final class LikelihoodFit {

    private LikelihoodFit() {}

    /**
     * Checks that a likelihood has a density of values of a domain.
     *
     * @param name of the likelihood, for messages
     * @param remedy what to choose otherwise
     * @throws IllegalArgumentException if it has none
     */
    public static void requireDensity(
            String name, Likelihood density, ValueDomain domain, Supplier<String> remedy) {
        if (!density.domains().contains(domain)) {
            throw new IllegalArgumentException(
                    "%s has no density for data of domain '%s', only for %s; %s"
                            .formatted(
                                    name,
                                    domain.label(),
                                    density.domains().stream()
                                            .map(ValueDomain::label)
                                            .sorted()
                                            .collect(Collectors.joining(", ")),
                                    remedy.get()));
        }
    }

    /**
     * Returns a likelihood that leaves out missing values, if the data have some.
     *
     * @param name of the likelihood, for messages
     * @throws IllegalArgumentException if it has no densities of single values
     */
    public static Likelihood ofObserved(String name, Likelihood density, PartContext context) {
        if (!context.data().hasMissing() || density.takesMissingValues()) {
            return density;
        }
        try (TensorScope scope = context.runtime().scope()) {
            Tensor head =
                    context.runtime().zeros(Shape.of(1, density.head(context.shape()).width()));
            Tensor x = context.runtime().zeros(Shape.of(1, context.shape().size()));
            if (density.of(head).byValue(x).isEmpty()) {
                throw new IllegalArgumentException(
                        name
                                + " cannot leave out missing values, because it has no density of a"
                                + " single value; choose another likelihood, or fill the values in");
            }
        }
        return WrappedLikelihood.ofObserved(density);
    }
}
