// SPDX-License-Identifier: Apache-2.0
package org.vaelab.framework.sources;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.vaelab.framework.settings.StrictMapper;
import org.vaelab.framework.sources.array.IdxSource;

/** Every settings record is read from a config as it stands. */
class SettingsJsonTest {
    private static <R> R read(String yaml, Class<R> settings) throws Exception {
        Map<String, Object> keys = new YAMLMapper().readValue(yaml, new TypeReference<>() {});
        return StrictMapper.of(settings, keys);
    }

    @Test
    void sprites() throws Exception {
        assertThat(read("{}", SpritesSource.class))
                .isEqualTo(new SpritesSource(32, 10_000, 2_000, 20, 16, 0, null));
        assertThat(read("{size: 64, train: 500}", SpritesSource.class))
                .isEqualTo(new SpritesSource(64, 500, 2_000, 40, 32, 0, null));
    }

    @Test
    void idx() throws Exception {
        assertThat(read("{train: a/b.gz, test: c}", IdxSource.class))
                .isEqualTo(new IdxSource(Path.of("a/b.gz"), Path.of("c"), null, null, null));
    }
}
