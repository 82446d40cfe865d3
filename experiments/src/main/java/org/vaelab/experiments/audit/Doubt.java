// SPDX-License-Identifier: Apache-2.0
package org.vaelab.experiments.audit;

/**
 * What a check has to say, before it is known of which models.
 *
 * @param message as in {@link Warning}
 * @param remedy as in {@link Warning}
 */
record Doubt(String message, String remedy) {}
