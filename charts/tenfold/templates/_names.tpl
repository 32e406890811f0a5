{{/* Names and labels. */}}

{{- define "tenfold.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{ .Values.fullnameOverride | trunc 40 | trimSuffix "-" }}
{{- else if contains .Chart.Name .Release.Name -}}
{{ .Release.Name | trunc 40 | trimSuffix "-" }}
{{- else -}}
{{ printf "%s-%s" .Release.Name .Chart.Name | trunc 40 | trimSuffix "-" }}
{{- end -}}
{{- end }}

{{- define "tenfold.operator" -}}
{{ include "tenfold.fullname" . }}-operator
{{- end }}

{{- define "tenfold.serviceAccount" -}}
{{- if .Values.serviceAccount.create -}}
{{ .Values.serviceAccount.name | default (include "tenfold.operator" .) }}
{{- else -}}
{{ required "serviceAccount.name is needed when serviceAccount.create is false" .Values.serviceAccount.name }}
{{- end -}}
{{- end }}

{{- define "tenfold.selector" -}}
app.kubernetes.io/name: tenfold
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/component: operator
{{- end }}

{{- define "tenfold.labels" -}}
app.kubernetes.io/name: tenfold
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/part-of: tenfold
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" }}
{{- end }}

{{/* An image with its tag or digest: (dict "image" … "root" $) */}}
{{- define "tenfold.image" -}}
{{- if .image.digest -}}
{{ .image.repository }}@{{ .image.digest }}
{{- else -}}
{{ .image.repository }}:{{ .image.tag | default .root.Chart.AppVersion }}
{{- end -}}
{{- end }}

{{/* "true" when an object of an optional kind is wanted: (dict "create" … "api" … "root" $) */}}
{{- define "tenfold.wanted" -}}
{{- if eq .create "always" -}}true
{{- else if and (eq .create "auto") (.root.Capabilities.APIVersions.Has .api) -}}true
{{- end -}}
{{- end }}
