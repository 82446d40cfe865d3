// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.model;

import java.util.List;
import java.util.Optional;
import org.vaelab.framework.component.Parameter;

/** An inference that changes some of another one. The rest is as there. */
public interface WrappedInference extends Inference {

    /** Returns the inference that is changed. */
    Inference wrapped();

    @Override
    default Optional<AmortizedInference> amortized() {
        return wrapped().amortized();
    }

    @Override
    default boolean remembersData() {
        return wrapped().remembersData();
    }

    @Override
    default boolean needsGradient() {
        return wrapped().needsGradient();
    }

    @Override
    default PosteriorForm form() {
        return wrapped().form();
    }

    @Override
    default boolean fitsSubsets() {
        return wrapped().fitsSubsets();
    }

    @Override
    default boolean firstCarriesAll() {
        return wrapped().firstCarriesAll();
    }

    @Override
    default String name() {
        return wrapped().name();
    }

    @Override
    default List<Parameter> parameters() {
        return wrapped().parameters();
    }
}
