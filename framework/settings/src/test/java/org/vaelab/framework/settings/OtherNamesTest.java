// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.settings;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.RecordComponent;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.settings.AlsoKnownAs.Counted;

final class OtherNamesTest {

    private record Settings(
            @AlsoKnownAs("numSteps")
                    @AlsoKnownAs(
                            value = {"epochs", "numEpochs"},
                            counted = Counted.EPOCHS)
                    long steps,
            @LatentDimension int latent) {}

    private static Optional<Counted> counted(int key, String name) {
        RecordComponent component = Settings.class.getRecordComponents()[key];
        return OtherNames.counted(component, name);
    }

    @Test
    void namesOfOtherLibrariesLeadToTheKey() {
        assertThat(counted(0, "num_steps")).hasValue(Counted.THE_SAME);
        assertThat(counted(0, "Steps")).hasValue(Counted.THE_SAME);
        assertThat(counted(0, "num-epochs")).hasValue(Counted.EPOCHS);
        assertThat(counted(0, "latent")).isEmpty();
    }

    @Test
    void anAnnotationStandsForItsNames() {
        assertThat(counted(1, "latent_dim")).hasValue(Counted.THE_SAME);
        assertThat(counted(1, "z_dim")).hasValue(Counted.THE_SAME);
    }
}
