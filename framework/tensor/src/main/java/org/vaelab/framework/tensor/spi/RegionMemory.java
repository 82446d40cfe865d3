// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.tensor.spi;

/** A backend that tells how much native memory it holds for regions, so that tests can bound it. */
public interface RegionMemory {

    /** Returns the bytes of native memory held for regions, used or not. */
    long regionBytes();
}
