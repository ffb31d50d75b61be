using System.Collections.Immutable;
using Mono.Cecil;
using Mono.Cecil.Rocks;

namespace Kpi.Architecture.Tests;

/// <summary>A type that is named in code, by the outermost type around it.</summary>
internal readonly record struct Name(string Assembly, string Namespace, string Type)
{
    public string FullName => Namespace.Length == 0 ? Type : $"{Namespace}.{Type}";

    public bool IsIn(string root) => Namespace == root || Namespace.StartsWith(root + ".", StringComparison.Ordinal);
}

/// <summary>One outermost type with everything that it and the types inside it name: signatures, bodies, lambdas, generic arguments, attributes.</summary>
internal sealed class CodeType
{
    private CodeType(TypeDefinition definition)
    {
        Definition = definition;
        var names = new HashSet<Name>();
        Collector.Collect(definition, names);
        Self = Collector.NameOf(definition);
        Names = [.. names.Where(name => name.FullName != Self.FullName && !name.Type.StartsWith('<')).OrderBy(name => name.FullName, StringComparer.Ordinal)];
    }

    public TypeDefinition Definition { get; }

    public Name Self { get; }

    public ImmutableArray<Name> Names { get; }

    public static ImmutableArray<CodeType> In(System.Reflection.Assembly assembly) =>
    [
        .. from type in AssemblyDefinition.ReadAssembly(assembly.Location).MainModule.Types
           where type.Name != "<Module>" && !IsMadeByTheCompiler(type)
           select new CodeType(type),
    ];

    /// <summary>Helpers that the compiler and its generators put into every assembly, beside our namespaces.</summary>
    private static bool IsMadeByTheCompiler(TypeDefinition type) =>
        type.Name.StartsWith('<') || type.Namespace is "Microsoft.CodeAnalysis" or "System.Runtime.CompilerServices" || type.Namespace.EndsWith(".Generated", StringComparison.Ordinal);

    private static class Collector
    {
        public static Name NameOf(TypeReference type)
        {
            while (type.DeclaringType is { } outer) type = outer;
            var assembly = type.Scope is AssemblyNameReference reference ? reference.Name : type.Module.Assembly.Name.Name;
            return new Name(assembly, type.Namespace, type.Name);
        }

        public static void Collect(TypeDefinition type, HashSet<Name> names)
        {
            Add(type.BaseType);
            Attributes(type);
            foreach (var face in type.Interfaces) Add(face.InterfaceType);
            foreach (var parameter in type.GenericParameters) Constraints(parameter);
            foreach (var field in type.Fields)
            {
                Add(field.FieldType);
                Attributes(field);
            }

            foreach (var property in type.Properties) Attributes(property);
            foreach (var method in type.Methods)
            {
                Signature(method);
                Attributes(method);
                foreach (var parameter in method.Parameters) Attributes(parameter);
                foreach (var parameter in method.GenericParameters) Constraints(parameter);
                if (method.HasBody) Body(method);
            }

            foreach (var nested in type.NestedTypes) Collect(nested, names);

            void Body(MethodDefinition method)
            {
                foreach (var variable in method.Body.Variables) Add(variable.VariableType);
                foreach (var handler in method.Body.ExceptionHandlers) Add(handler.CatchType);
                foreach (var instruction in method.Body.Instructions)
                {
                    switch (instruction.Operand)
                    {
                        case TypeReference other:
                            Add(other);
                            break;
                        case FieldReference field:
                            Add(field.DeclaringType);
                            Add(field.FieldType);
                            break;
                        case MethodReference other:
                            Add(other.DeclaringType);
                            Signature(other);
                            if (other is GenericInstanceMethod generic)
                            {
                                foreach (var argument in generic.GenericArguments) Add(argument);
                            }

                            break;
                    }
                }
            }

            void Signature(MethodReference method)
            {
                Add(method.ReturnType);
                foreach (var parameter in method.Parameters) Add(parameter.ParameterType);
            }

            void Constraints(GenericParameter parameter)
            {
                foreach (var constraint in parameter.Constraints) Add(constraint.ConstraintType);
            }

            void Attributes(ICustomAttributeProvider provider)
            {
                foreach (var attribute in provider.CustomAttributes)
                {
                    Add(attribute.AttributeType);
                    foreach (var argument in attribute.ConstructorArguments) Add(argument.Value as TypeReference);
                }
            }

            void Add(TypeReference? other)
            {
                switch (other)
                {
                    case null or GenericParameter:
                        return;
                    case GenericInstanceType generic:
                        foreach (var argument in generic.GenericArguments) Add(argument);
                        Add(generic.ElementType);
                        return;
                    case RequiredModifierType modified:
                        Add(modified.ElementType);
                        return;
                    case TypeSpecification specification:
                        Add(specification.ElementType);
                        return;
                    default:
                        names.Add(NameOf(other));
                        return;
                }
            }
        }
    }

    /// <summary>The type and all types inside it.</summary>
    public IEnumerable<TypeDefinition> WithNested() => Within(Definition);

    private static IEnumerable<TypeDefinition> Within(TypeDefinition type) => type.NestedTypes.SelectMany(Within).Prepend(type);

    public bool UsesFloatingPoint() => WithNested().SelectMany(type => type.GetMethods()).Any(method => method.HasBody && method.Body.Instructions.Any(
        instruction => instruction.OpCode.Code is Mono.Cecil.Cil.Code.Ldc_R4 or Mono.Cecil.Cil.Code.Ldc_R8 or Mono.Cecil.Cil.Code.Conv_R4 or Mono.Cecil.Cil.Code.Conv_R8 or Mono.Cecil.Cil.Code.Conv_R_Un))
        || Names.Any(name => name.FullName is "System.Double" or "System.Single");
}
