// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.data;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.data.DataShape;
import org.vaelab.framework.data.ValueDomain;

/** Every settings record is read from a config as it stands. */
class SettingsJsonTest {
    private final ObjectMapper mapper = new YAMLMapper();

    @Test
    void sprites() throws Exception {
        assertThat(mapper.readValue("{}", SpritesSettings.class))
                .isEqualTo(SpritesSettings.defaults())
                .isEqualTo(new SpritesSettings(32, 10_000, 2_000, 20, 16, 0L));
        assertThat(mapper.readValue("{size: 64, train: 500}", SpritesSettings.class))
                .isEqualTo(new SpritesSettings(64, 500, 2_000, 40, 32, 0L));
    }

    @Test
    void idx() throws Exception {
        assertThat(mapper.readValue("{train: a/b.gz, test: c}", IdxSettings.class))
                .isEqualTo(new IdxSettings(Path.of("a/b.gz"), Path.of("c"), null, null, null));
    }

    @Test
    void csv() throws Exception {
        CsvSettings settings =
                mapper.readValue(
                        "{path: a.csv, columns: [x, y], label: 3, domain: grey, shape: 1x1x2}",
                        CsvSettings.class);
        assertThat(settings.columns()).isEqualTo(List.of("x", "y"));
        assertThat(settings.label()).isEqualTo("3");
        assertThat(settings.domain()).isEqualTo(ValueDomain.GREY_LEVELS);
        assertThat(settings.shape()).isEqualTo(new DataShape(1, 1, 2));
        assertThat(settings.hasHeader()).isTrue();
    }
}
