// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.latent;

import java.util.Map;
import org.vaelab.framework.component.Component;
import org.vaelab.framework.random.RandomKey;
import org.vaelab.framework.tensor.Tensor;

/**
 * p(z given c): what latent values are before a datum is seen, of which something is known already.
 * A {@link Prior} is one that does not depend on c.
 */
public interface ConditionalPrior extends Component {

    LatentSpace space();

    /** Returns whether the distribution is another one for another c. */
    boolean isConditional();

    /**
     * Returns p(z given c).
     *
     * @param given the columns of c by name, [R, width] each
     * @return one distribution for each of the R rows; if it is not conditional, one for all
     */
    Distribution given(Map<String, Tensor> given);

    /**
     * Draws values, independent given c.
     *
     * @param given the columns of c by name, [n, width] each
     * @return [n, event]
     */
    Tensor sample(RandomKey key, int n, Map<String, Tensor> given);

    /**
     * Returns this prior for many calls while its parameters stay as they are; see {@link
     * Prior#prepared}.
     */
    default ConditionalPrior prepared() {
        return this;
    }
}
