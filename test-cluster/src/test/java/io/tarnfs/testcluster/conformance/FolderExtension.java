// SPDX-License-Identifier: Apache-2.0
package io.tarnfs.testcluster.conformance;

import io.tarnfs.testcluster.node.Machine;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/// Gives tests the [FolderUnderTest], made once a test run and removed at its end.
final class FolderExtension implements ParameterResolver, ExecutionCondition {
    private static final ExtensionContext.Namespace NAMESPACE =
            ExtensionContext.Namespace.create(FolderExtension.class);

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return Machine.skipsMountTests()
                ? ConditionEvaluationResult.disabled(Machine.SKIP_VARIABLE + "=1")
                : ConditionEvaluationResult.enabled("mount tests are on");
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == FolderUnderTest.class;
    }

    @Override
    public FolderUnderTest resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getRoot()
                .getStore(NAMESPACE)
                .computeIfAbsent(FolderUnderTest.class, _ -> FolderUnderTest.open(), FolderUnderTest.class);
    }
}
