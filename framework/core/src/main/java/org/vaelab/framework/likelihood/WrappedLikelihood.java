// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.likelihood;

import java.util.List;
import java.util.Set;
import org.vaelab.framework.component.Parameter;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;
import org.vaelab.framework.network.Decoder;
import org.vaelab.framework.network.Head;

/** A likelihood that changes the densities of another one, and nothing else. */
interface WrappedLikelihood extends Likelihood {

    /** Returns the likelihood whose densities are changed. */
    Likelihood likelihood();

    @Override
    default Set<ValueDomain> domains() {
        return likelihood().domains();
    }

    @Override
    default BaseMeasure measure(DataShape x) {
        return likelihood().measure(x);
    }

    @Override
    default List<String> given() {
        return likelihood().given();
    }

    @Override
    default Head head(DataShape x) {
        return likelihood().head(x);
    }

    @Override
    default long heldPerRow(DataShape x) {
        return likelihood().heldPerRow(x);
    }

    @Override
    default void startAt(double[] mean, Decoder decoder) {
        likelihood().startAt(mean, decoder);
    }

    @Override
    default List<Parameter> parameters() {
        return likelihood().parameters();
    }
}
