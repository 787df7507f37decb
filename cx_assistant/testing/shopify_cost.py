"""What a query costs by the table in shopify.dev/docs/api/usage/limits.

A scalar or an enum costs 0, an object 1, and a connection is "sized by the first and last
arguments". How exactly a connection's size counts is not told; here every item counts in full,
which is the dearest reading.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLObjectType,
    GraphQLSchema,
    IntValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

Cost = int


def cost_of(document: DocumentNode, schema: GraphQLSchema, variables: Mapping[str, Any]) -> Cost:
    """`requestedQueryCost`: what it may cost at most."""
    root = schema.query_type
    assert root is not None
    return sum(
        _of(definition.selection_set, root, variables)
        for definition in document.definitions
        if isinstance(definition, OperationDefinitionNode)
    )


def spent(data: object) -> Cost:
    """`actualQueryCost`: the objects that came back."""
    if isinstance(data, dict):
        inside = sum(spent(value) for name, value in data.items() if name != "pageInfo")
        is_connection = "nodes" in data
        return inside + (0 if is_connection else 1)
    return sum(map(spent, data)) if isinstance(data, list) else 0


def _of(
    selections: SelectionSetNode, parent: GraphQLObjectType, variables: Mapping[str, Any]
) -> Cost:
    total = 0
    for node in selections.selections:
        assert isinstance(node, FieldNode)
        if node.selection_set is None or node.name.value == "pageInfo":
            continue
        named = get_named_type(parent.fields[node.name.value].type)
        assert isinstance(named, GraphQLObjectType)
        inside = _of(node.selection_set, named, variables)
        if node.name.value == "nodes":
            total += inside + 1
        elif named.name.endswith("Connection"):
            total += inside * _first(node, variables)
        else:
            total += (inside + 1) * _first(node, variables)
    return total


def _first(node: FieldNode, variables: Mapping[str, Any]) -> int:
    for argument in node.arguments or ():
        if argument.name.value == "first":
            value = argument.value
            if isinstance(value, IntValueNode):
                return int(value.value)
            assert isinstance(value, VariableNode)
            return int(variables[value.name.value])
    return 1
