// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

/** Limits on the number of values of a finite space that are enumerated. */
final class Enumeration {

    /** The limit for a finite space. */
    static final double MOST = 10_000;

    /** The limit for finite factors of a space whose other factors are integrated by quadrature. */
    static final double MOST_BESIDE_OTHERS = 9;

    private Enumeration() {}
}
