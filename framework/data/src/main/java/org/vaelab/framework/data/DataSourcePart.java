// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

import java.util.OptionalLong;
import org.vaelab.framework.settings.ExtensionPoint;

/**
 * A data source as the section {@code data} of a config describes it: a settings record that creates the
 * source.
 */
@ExtensionPoint("data source")
public interface DataSourcePart {

    /** Creates the source; nothing is loaded yet. */
    DataSource create();

    /**
     * Returns the name of the likelihood of a model that names none. The default is {@code bernoulli}, for
     * binary and binarised data.
     */
    default String defaultLikelihood() {
        return "bernoulli";
    }

    /** Returns the name of the encoder of a model that names none. The default is {@code mlp}. */
    default String defaultEncoder() {
        return "mlp";
    }

    /** Returns the number of training examples, if it is known before anything is loaded. */
    default OptionalLong trainingExamples() {
        return OptionalLong.empty();
    }
}
