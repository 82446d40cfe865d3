// SPDX-License-Identifier: Apache-2.0
package org.vaelab.testkit.space;

/** How many values of a finite space are taken one by one. */
final class Enumeration {

    /** Of a space that is finite. */
    static final double MOST = 10_000;

    /** Of finite factors beside which the others are still integrated by quadrature. */
    static final double MOST_BESIDE_OTHERS = 9;

    private Enumeration() {}
}
