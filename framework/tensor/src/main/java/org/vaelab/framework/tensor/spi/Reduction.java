// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

/** Functions that fold one or more axes. */
public enum Reduction {
    /** The sum; 0 over nothing. */
    SUM,
    /** The arithmetic mean; NaN over nothing. */
    MEAN,
    /** The largest element, NaN if one is NaN; not defined over nothing. */
    MAXIMUM,
    /** The smallest element, NaN if one is NaN; not defined over nothing. */
    MINIMUM,
    /** ln sum e^x, with the largest element taken out first; -inf over nothing but -inf. */
    LOG_SUM_EXP
}
