// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.data;

/** The precision of real data in memory. Zeros and ones are exact in either. */
public enum ValuePrecision {
    /** IEEE 754 binary32: four bytes a value. */
    SINGLE,

    /** IEEE 754 binary64: eight bytes a value. Grey level k is k/255 in this precision too. */
    DOUBLE
}
