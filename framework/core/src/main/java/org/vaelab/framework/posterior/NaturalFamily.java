// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.posterior;

import java.util.Optional;
import org.vaelab.framework.component.Phase;
import org.vaelab.framework.latent.Distribution;
import org.vaelab.framework.tensor.Tensor;

/**
 * An exponential family, in which the product of two densities is a density again, up to a
 * constant: their natural parameters add.
 *
 * <pre>
 *   q(z; a) q(z; b)  is proportional to  q(z; a + b),   log q(z; a) = a . t(z) - A(a)
 * </pre>
 *
 * <p>Up to factors that do not matter, they are the mean over the variance and the precision on
 * R^d, the concentration times the mean direction on a sphere, and the logarithms of the
 * probabilities of categories.
 */
public interface NaturalFamily extends PosteriorFamily {

    /**
     * Returns the natural parameters of distributions of this family.
     *
     * @return [R, P]
     */
    Tensor natural(Posterior q);

    /**
     * Returns the natural parameters of another distribution, such as a prior, if it is one of this
     * family.
     *
     * @param like natural parameters of this family, for the type of the numbers
     * @return [P], or one for each row, [R, P]; empty if it is not
     */
    Optional<Tensor> natural(Distribution p, Tensor like);

    /**
     * Returns the distributions with natural parameters.
     *
     * @param natural [R, P]
     */
    Posterior ofNatural(Tensor natural, Phase phase);
}
