// SPDX-License-Identifier: Apache-2.0
package org.vaelab.variants.factor;

/** Which values have a variance psi of their own. */
enum Noise {
    /** Each: factor analysis. */
    PER_VALUE,
    /** All one together: probabilistic principal component analysis. */
    SHARED
}
