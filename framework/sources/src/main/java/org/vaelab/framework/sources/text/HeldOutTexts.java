// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources.text;

import org.vaelab.framework.data.DataException;
import org.vaelab.framework.sources.HeldOut;

/** Chooses the texts of a file that are held out for the test. */
final class HeldOutTexts {

    private HeldOutTexts() {}

    /** Returns all texts for training if there is a test file, else a choice under the seed. */
    static HeldOut of(TextSource settings, Corpus corpus) {
        int held = settings.test() == null ? count(settings, corpus) : 0;
        return HeldOut.choose(corpus.size(), held, settings.seed());
    }

    private static int count(TextSource settings, Corpus corpus) {
        int size = corpus.size();
        int held = (int) Math.round(settings.heldOutFraction() * size);
        if (!(held > 0 && held < size)) {
            throw DataException.of(
                    "%s: a test fraction of %s of %s texts is %s texts, expected at least one, and one"
                            + " left for training; or set test to another file",
                    corpus.path(), settings.heldOutFraction(), size, held);
        }
        return held;
    }
}
