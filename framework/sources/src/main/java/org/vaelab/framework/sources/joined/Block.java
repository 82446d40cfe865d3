// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.joined;

import org.vaelab.framework.data.Dataset;
import org.vaelab.framework.data.Examples;
import org.vaelab.framework.data.Modality;

/** A modality with its examples. */
record Block(Modality modality, Dataset data, Examples train, Examples test) {

    String name() {
        return modality.name();
    }

    Examples examples(boolean training) {
        return training ? train : test;
    }
}
