// SPDX-License-Identifier: Apache-2.0
/**
 * Metrics of posteriors and codes: active units, the aggregate posterior, codebooks,
 * reconstructions. Depends on the context of metrics.
 */
@NullMarked
package org.vaelab.framework.evaluation.posterior;

import org.jspecify.annotations.NullMarked;
